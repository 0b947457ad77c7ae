"""What an operator may set, read from the environment, with defaults that are safe.

Every name is `PLUMBLINE_` plus the field in capitals. A wrong value stops the start with the
name and what is expected, rather than being guessed around.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

# Read from the environment by a command, a test or the Makefile; the running service has no use for them.
NOT_OURS: Final = frozenset({"chromium", "faults", "fuzz_examples", "new_password", "shared", "token"})
SECRET_NAME: Final = "plumbline.secret"  # noqa: S105 a file's name
SECRET: Final = frozenset({"stripe_key", "stripe_webhook_secrets"})
AUDIT_KEY_NAME: Final = "audit.key"


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what is expected."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of one running service."""

    database: str = "sqlite:///var/plumbline.sqlite"
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 8000
    workers: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    demo: bool = False
    careless: bool = False  # serve on a PostgreSQL that may lose what it acknowledged: throw-away data only
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    access_log: Literal["problems", "all", "none"] = "problems"  # problems: 4xx, 5xx and slow answers
    public_url: str = ""  # as people type it; decides whether cookies are Secure
    max_upload_bytes: Annotated[int, msgspec.Meta(ge=1)] = 25_000_000
    rate_limits: Annotated[float, msgspec.Meta(ge=0, le=1000)] = 1.0  # times the table at /api; 0 lifts it
    trusted_proxies: str = ""  # "10.0.0.7, 10.1.0.0/24": whose X-Forwarded-For is believed; nobody's
    # When, in London, what is on record is looked at again each night: "02:30"; "off" for never.
    recheck_at: Annotated[str, msgspec.Meta(pattern=r"^(off|([01]\d|2[0-3]):[0-5]\d)$")] = "02:30"
    audit_key: str = ""  # the file with the key that signs the log's checkpoints; else beside the secret
    oidc_issuer: str = ""  # an identity provider, exactly as it calls itself
    oidc_client_id: str = ""
    oidc_client_secret_file: str = ""
    oidc_name: str = "your organisation’s account"  # on the button: "Sign in with …"
    live_checks: bool = False  # let suppliers register hosts; `plumbline live run` is what looks at them
    # "8443, 9443": ports beside 443 that a host may be registered with
    live_ports: Annotated[str, msgspec.Meta(pattern=r"^[0-9, ]*$")] = ""
    stripe_key: str = ""  # sk_test_… or rk_test_…; without one, the demonstration has a stand-in
    stripe_live: bool = False  # a live key, which moves real money, is meant
    stripe_webhook_secrets: str = ""  # "whsec_…, whsec_…": of our endpoint, and that for connected accounts
    stripe_standin: str = ""  # the file of the stand-in; else beside the secret
    secret_file: str = ""  # what the service seals with; unless named, beside the SQLite file or under var/

    def __repr__(self) -> str:
        """Without what is secret: somebody will print it."""
        told = {name: getattr(self, name) for name in self.__struct_fields__ if name not in SECRET}
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in told.items())})"

    @property
    def secret_path(self) -> Path:
        """The file with the service's secret: every worker on every machine needs the same."""
        if self.secret_file:
            return Path(self.secret_file)
        sqlite = re.match(r"sqlite[^:]*:///(.+)", self.database)
        return Path(sqlite[1]).parent / SECRET_NAME if sqlite else Path("var") / SECRET_NAME

    @property
    def site(self) -> str:
        """Where people reach the service, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def audit_key_path(self) -> Path:
        """The file with the key of the log: every worker on every machine needs the same."""
        return Path(self.audit_key) if self.audit_key else self.secret_path.with_name(AUDIT_KEY_NAME)

    @property
    def secure_cookies(self) -> bool:
        """Cookies are Secure unless the service is reached over plain http on this machine."""
        return not (self.public_url or f"http://{self.host}").startswith(
            ("http://127.0.0.1", "http://localhost", "http://[::1]")
        )


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `environment`; unknown `PLUMBLINE_` names are refused as likely typing errors."""
    prefix = "PLUMBLINE_"
    known = {field.name for field in msgspec.structs.fields(Settings)}
    found = {
        name.removeprefix(prefix).lower(): value
        for name, value in environment.items()
        if name.startswith(prefix)
    }
    for name in sorted(set(found) - known - NOT_OURS):
        raise SettingsError(f"{prefix}{name.upper()} is not a setting. Known: {', '.join(sorted(known))}.")
    values: dict[str, object] = {name: value for name, value in found.items() if name in known}
    for name in {"demo", "careless", "live_checks", "stripe_live"} & set(values):
        values[name] = _SWITCH.get(str(values[name]).lower(), values[name])
    try:
        return msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("`$.")[2].rstrip("`")
        named = f"{prefix}{name.upper()}" + (f" (--{name})" if name in ("port", "workers") else "")
        raise SettingsError(
            f"{named} is {values[name]!r}, which cannot be used.\n  Write {EXPECTED[name]}."
        ) from error


_SWITCH: Final = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off", ""), False),
}
EXPECTED: Final = {
    "port": "a whole number from 1 to 65535, for example 8000",
    "workers": "a whole number from 1 to 1000, for example 2",
    "demo": "1 for the demonstration market, or 0",
    "careless": "1 to run on a database that may lose what it acknowledged, or 0",
    "live_checks": "1 to let suppliers register hosts for live checks, or 0",
    "live_ports": "port numbers, for example 8443, 9443",
    "stripe_live": "1 to let a live key move real money, or 0",
    "log_level": "debug, info, warning or error",
    "access_log": "problems, all or none",
    "max_upload_bytes": "a whole number of bytes, for example 25000000",
    "recheck_at": "a time of day such as 02:30, or off",
    "rate_limits": "a number from 0 to 1000: 2 doubles the limits, 0 lifts them",
}
"""What to write, for every setting that is not any text."""
