"""Structured logs: one JSON object a line on standard error; secrets never reach them.

An exception is told by its kind and by where it came from, never by its message: what a driver or a
parser complains of, it quotes, and it may quote a password. JSON escapes line ends, so that nobody
can write a line of their own into the log.
"""

import io
import logging
import sys
import traceback
from typing import Final, TextIO, cast

import structlog

SECRET_NAMES: Final = frozenset({"password", "token", "cookie", "authorization", "secret", "session"})
DEEPEST: Final = 30  # frames of one exception, the last ones


class _Stderr(io.TextIOBase):
    """Whatever standard error is when a line is written, not when the log was set up."""

    def write(self, text: str, /) -> int:
        """Write to it."""
        return sys.stderr.write(text)

    def flush(self) -> None:
        """Leave nothing behind in a buffer."""
        sys.stderr.flush()


def set_up_logs(level: str) -> None:
    """Configure structlog once, at `level` ("debug", "info", "warning", "error")."""
    structlog.configure(
        processors=_PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Stderr())),
        cache_logger_on_first_use=True,
    )


def _hide_secrets(
    _logger: object, _method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    for name in line:
        if name.lower() in SECRET_NAMES:
            line[name] = "[hidden]"
    return line


def _told(exc_info: structlog.typing.ExcInfo) -> list[str]:
    """Each exception of a chain, the outermost first: its kind, what its driver calls it, its frames."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None and len(lines) < 10 * DEEPEST:
        lines.append(" ".join((type(error).__qualname__, *_codes(error))))
        frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
    return lines


def _codes(error: BaseException) -> list[str]:
    """What says as much as a message, and quotes nothing: SQLSTATE, SQLite's name, the system's errno."""
    names = ("sqlstate", "sqlite_errorname", "errno")
    return [str(value) for value in (getattr(error, name, None) for name in names) if value is not None]


_PROCESSORS: Final[list[structlog.typing.Processor]] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    _hide_secrets,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.ExceptionRenderer(_told),
    structlog.processors.JSONRenderer(),
]
"""One list for good: a logger keeps the one that it was first used with, and what listens in changes it."""
