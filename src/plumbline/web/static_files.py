"""Style sheets, scripts and pictures: the design system's at /assets, our own at /static."""

import hashlib
from pathlib import Path
from typing import Final

from litestar import Router
from litestar.datastructures import CacheControlHeader
from litestar.static_files import create_static_files_router

from plumbline.web.assets import FOLDER as ASSETS
from plumbline.web.assets import VERSION

STATIC: Final = Path(__file__).parent / "static"
DAY_SECONDS: Final = 86_400


def static_routers() -> tuple[Router, Router]:
    """The two routers. A missing /assets folder is no error: pages are readable without it."""
    kept = CacheControlHeader(public=True, max_age=DAY_SECONDS)
    return (
        create_static_files_router("/assets", [ASSETS], name="assets", cache_control=kept),
        create_static_files_router("/static", [STATIC], name="static", cache_control=kept),
    )


def _fingerprint() -> str:
    """A short hash of our own files, so that a new release is never shown with an old style sheet."""
    digest = hashlib.blake2b(VERSION.encode(), digest_size=6)
    for file in sorted(STATIC.iterdir()):
        digest.update(file.read_bytes())
    return digest.hexdigest()


FINGERPRINT: Final = _fingerprint()
