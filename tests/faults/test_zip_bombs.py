"""Archives that swell: what is handed in as a document is kept as it came, and nothing unpacks it."""

import ast
import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.signed_in import demo_tokens

ROOT = Path(__file__).parents[2]
PATH = "/api/v1/products/tern-medicines/evidence"
MOST_BYTES = 64 * 1024 * 1024
UNPACKERS = {"zipfile", "tarfile", "gzip", "bz2", "lzma", "openpyxl", "docx"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def swelling(name: str, *, megabytes: int = 200) -> bytes:
    """An archive whose one part unpacks to so much."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open(name, "w", force_zip64=True) as part:
            for _ in range(megabytes):
                part.write(b" " * 1_000_000)
    return packed.getvalue()


def nested(levels: int = 5) -> bytes:
    """An archive in an archive, and so on; each holds the next one ten times."""
    inner = swelling("word/document.xml", megabytes=10)
    for level in range(levels):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(10):
                archive.writestr(f"{level}-{copy}.docx", inner)
        inner = packed.getvalue()
    return inner


def many_entries() -> bytes:
    """A directory of a hundred thousand empty files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"xl/{number}", b"")
    return packed.getvalue()


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "safety-case.docx": lambda: swelling("word/document.xml"),
    "answers.xlsx": lambda: swelling("xl/worksheets/sheet1.xml"),
    "nested.docx": nested,
    "entries.xlsx": many_entries,
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_kept_as_it_came(demo_client: TestClient[Litestar], name: str) -> None:
    """As a document: at once, in less than 64 MiB over the file itself, and given back byte for byte."""
    bomb, headers = BOMBS[name](), as_supplier(demo_client)
    told = {"kind": "document", "title": "Safety case", "requirement_ids": ["DCB0129-1"], "statement": "It."}
    form = {"evidence": json.dumps(told)}
    tracemalloc.start()
    began = time.monotonic()
    answer = demo_client.post(PATH, data=form, files={"file": (name, bomb, DOCX)}, headers=headers)
    took = time.monotonic() - began
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 201, answer.text
    assert answer.json()["read"] is None
    assert peak < MOST_BYTES + 4 * len(bomb)
    assert took < 20
    back = demo_client.get(f"/api/v1/files/{sha256(bomb).hexdigest()}", headers=headers)
    assert back.content == bomb
    assert back.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("name", BOMBS)
def test_as_machine_readable_it_is_refused(demo_client: TestClient[Litestar], name: str) -> None:
    """No reader takes an archive, and none looks inside one to find out."""
    form = {"evidence": json.dumps({"kind": "machine_readable", "title": "Answers"})}
    answer = demo_client.post(
        PATH, data=form, files={"file": (name, BOMBS[name](), DOCX)}, headers=as_supplier(demo_client)
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/file"


def test_nothing_here_unpacks_what_strangers_send() -> None:
    """No module imports what could, but the one that unpacks the design system, checked against its pin, and
    the one that reads surveys, a part at a time and no further than its bound.
    """
    found = {
        path.relative_to(ROOT).as_posix()
        for top in ("catalog", "scoring", "src/plumbline")
        for path in (ROOT / top).rglob("*.py")
        if UNPACKERS & _imported(path)
    }
    assert found == {"src/plumbline/web/assets.py", "catalog/feedback/workbook.py"}


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def as_supplier(client: TestClient[Litestar]) -> dict[str, str]:
    """The headers of the demonstration's supplier."""
    return {"authorization": f"Bearer {demo_tokens(client)['supplier']}"}
