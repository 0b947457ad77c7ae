"""The house keeps its shape: rooms, sizes and walls."""

import ast
import statistics
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "src" / "plumbline"
NOT_FEATURES = {"kit", "storage", "web", "commands", "importing", "demo", "market"}
SOURCES = [
    path
    for top in ("catalog", "scoring", "src/plumbline")
    for path in (ROOT / top).rglob("*.py")
    if "migrations/versions" not in path.as_posix()
]


def features() -> list[Path]:
    """The feature folders: a folder of the service with a package in it, apart from the shared rooms."""
    return sorted(p.parent for p in SERVICE.glob("*/__init__.py") if p.parent.name not in NOT_FEATURES)


def contracts() -> list[dict[str, object]]:
    """The import contracts."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, object]] = settings["tool"]["importlinter"]["contracts"]
    return found


def test_every_repository_is_protected() -> None:
    """A feature with a repository has the contract that keeps it private."""
    protected = {str(m) for c in contracts() if c["type"] == "protected" for m in c["protected_modules"]}  # type: ignore[attr-defined]
    for feature in features():
        if (feature / "repository.py").exists():
            assert f"plumbline.{feature.name}.repository" in protected


@pytest.mark.parametrize("room", ["kit", "storage"])
def test_every_feature_stands_in_the_walls_of_the_lower_rooms(room: str) -> None:
    """`kit` and `storage` are forbidden every feature by name: a new one must be added."""
    wall = next(c for c in contracts() if str(c["name"]).startswith(room))
    forbidden = set(wall["forbidden_modules"])  # type: ignore[call-overload]
    assert {f"plumbline.{feature.name}" for feature in features()} <= forbidden


def test_files_stay_small() -> None:
    """No file over 300 lines, and a median under 120."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert [p.relative_to(ROOT).as_posix() for p, n in lengths.items() if n > 300] == []
    assert statistics.median(n for n in lengths.values() if n > 3) < 120


def test_functions_stay_small() -> None:
    """The median function is under ten lines, docstring left out, and none is over sixty."""
    lengths: dict[str, int] = {}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                start = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
                body = (node.end_lineno or 0) - start.lineno + 1
                lengths[f"{path.relative_to(ROOT)}:{node.name}"] = body
    assert statistics.median(lengths.values()) < 10
    assert {name: n for name, n in lengths.items() if n > 60} == {}


def test_every_module_says_what_lives_there() -> None:
    """Every source file opens with a docstring."""
    silent = [p for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert silent == []
