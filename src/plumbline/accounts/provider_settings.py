"""What of the settings an identity provider needs, checked: all of it, or none."""

from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

from plumbline.settings import Settings, SettingsError

CALLBACK: Final = "/sign-in/provider/callback"


class ProviderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One provider, and what it knows this service as."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    redirect_uri: str


def is_safe(url: str) -> bool:
    """Encrypted, or on this very machine."""
    parts = urlsplit(url)
    here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    return here or (parts.scheme == "https" and bool(parts.hostname))


def provider_settings(settings: Settings) -> ProviderSettings | None:
    """None without an issuer. Raises `SettingsError` when the issuer stands there and the rest does not."""
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id or not settings.oidc_client_secret_file:
        raise SettingsError(
            "PLUMBLINE_OIDC_ISSUER needs PLUMBLINE_OIDC_CLIENT_ID and PLUMBLINE_OIDC_CLIENT_SECRET_FILE."
        )
    if not is_safe(settings.oidc_issuer):
        raise SettingsError("PLUMBLINE_OIDC_ISSUER has to begin with https://.")
    try:
        secret = Path(settings.oidc_client_secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise SettingsError(f"PLUMBLINE_OIDC_CLIENT_SECRET_FILE cannot be read: {error}.") from error
    return ProviderSettings(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        client_secret=secret,
        name=settings.oidc_name,
        redirect_uri=settings.site + CALLBACK,
    )
