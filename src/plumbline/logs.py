"""Structured logs: one JSON object a line on standard error; secrets never reach them."""

import logging
import sys

import structlog

SECRET_NAMES = frozenset({"password", "token", "cookie", "authorization", "secret", "session"})


def set_up_logs(level: str) -> None:
    """Configure structlog once, at `level` ("debug", "info", "warning", "error")."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _hide_secrets,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _hide_secrets(
    _logger: object, _method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    for name in line:
        if name.lower() in SECRET_NAMES:
            line[name] = "[hidden]"
    return line
