"""Which Chromium looks at pages, in tests and for the README's pictures."""

import os
import shutil
from typing import Final

CHROMIUMS: Final = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first is the same browser without windows of its own, which it would paint."""
MISSING: Final = (
    "no Chromium: install one (Debian: apt-get install chromium-headless-shell), "
    "or name it in PLUMBLINE_CHROMIUM"
)


def chromium() -> str | None:
    """The program: the one that is named in PLUMBLINE_CHROMIUM, else the first that is installed."""
    named = os.environ.get("PLUMBLINE_CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else CHROMIUMS))
    return next(filter(None, found), None)
