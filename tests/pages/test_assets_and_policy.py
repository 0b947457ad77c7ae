"""The design system's files, and the policy that keeps pages to themselves."""

import base64
import hashlib
import io
import re
import tarfile
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.app import create_app
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.web import csp
from plumbline.web.assets import AssetsError, fetch, unpack
from tests.inline import InlineClient


@pytest.fixture
def client(sqlite_url: str, clock: FixedClock) -> TestClient[Litestar]:
    """A client on one engine: these pages hardly know the database."""
    return InlineClient(create_app(Settings(database=sqlite_url), clock))


def _tarball(folder: Path, files: dict[str, bytes]) -> tuple[Path, str]:
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    file = folder / "it.tgz"
    file.write_bytes(raw.getvalue())
    return file, "sha512-" + base64.b64encode(hashlib.sha512(raw.getvalue()).digest()).decode()


def test_only_what_pages_need_is_unpacked(tmp_path: Path) -> None:
    """Nothing from above the folder, nothing that no page asks for, no font of another host."""
    css = b"@font-face{font-family:X;src:url(https://other.example/x.woff2)}html{color:#000}"
    files = {
        "package/dist/nhsuk/nhsuk-frontend.min.css": css,
        "package/dist/nhsuk/assets/images/favicon.svg": b"<svg/>",
        "package/dist/nhsuk/assets/../../../up.txt": b"no",
        "package/dist/nhsuk/nhsuk.js": b"no",
    }
    tarball, integrity = _tarball(tmp_path, files)
    target = tmp_path / "assets"
    assert unpack(tarball, target, integrity) == 2
    written = {str(file.relative_to(target)) for file in target.rglob("*") if file.is_file()}
    assert written == {"nhsuk-frontend.min.css", "images/favicon.svg"}
    assert (target / "nhsuk-frontend.min.css").read_bytes() == b"html{color:#000}"


def test_a_download_that_differs_from_its_pin_is_refused(tmp_path: Path) -> None:
    """Another SHA-512: nothing is unpacked at all."""
    tarball, _ = _tarball(tmp_path, {"package/dist/nhsuk/nhsuk-frontend.min.css": b""})
    with pytest.raises(AssetsError, match="differs from its pin"):
        unpack(tarball, tmp_path / "assets")
    assert not (tmp_path / "assets").exists()


def test_a_machine_that_is_offline_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An npm that cannot download: clear words, nothing unpacked, no stamp."""
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AssetsError, match="online"):
        fetch(tmp_path / "assets")
    assert not (tmp_path / "assets").exists()


def test_the_inline_script_is_the_one_whose_hash_is_allowed(client: TestClient[Litestar]) -> None:
    """An upgrade of the design system cannot break the policy in silence."""
    answer = client.get("/accessibility")
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    assert f"sha256-{digest}" == csp.INLINE_SCRIPT_HASH
    assert f"'{csp.INLINE_SCRIPT_HASH}'" in answer.headers["content-security-policy"]
    assert "http" not in csp.POLICY
    assert "unsafe" not in csp.POLICY


@pytest.mark.parametrize("path", ["/accessibility", "/problems", "/api", "/standards", "/no-such-page"])
def test_nothing_inline_and_nothing_from_elsewhere(client: TestClient[Litestar], path: str) -> None:
    """No style attribute, no handler attribute, no source on another host."""
    html = client.get(path, headers={"accept": "text/html"}).text
    assert not re.search(r"<[^>]*\s(style|on\w+)=", html)
    assert not re.search(r"<(link|script|img|iframe)[^>]*(src|href)=\"(https?:)?//", html)


def test_a_problem_is_a_page_for_people(client: TestClient[Litestar]) -> None:
    """What happened, what to do next, and a link to what this kind of problem means."""
    answer = client.get("/standards/NO-SUCH", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    link = re.search(r'href="(/problems/[\w-]+)"', answer.text)
    assert link is not None
    assert client.get(link[1]).status_code == 200


def test_every_kind_of_problem_has_a_page(client: TestClient[Litestar]) -> None:
    """Whatever `type` a problem detail names, it resolves."""
    slugs = re.findall(r'href="/problems/([\w-]+)"', client.get("/problems").text)
    assert {"malformed", "invalid", "not-found", "conflict", "unexpected"} <= set(slugs)
    for slug in slugs:
        assert client.get(f"/problems/{slug}").status_code == 200
