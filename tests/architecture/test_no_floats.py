"""Money is counted in whole units: no float where it is handled."""

import ast
from pathlib import Path

import pytest

SERVICE = Path(__file__).parents[2] / "src" / "plumbline"
ROOMS = ("billing", "purchasing", "integrations/stripe", "kit/money.py")
EXACT = {"Decimal", "percent"}


def floats_in(source: str) -> list[str]:
    """Each place where a float is written, made, or may come of a division."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Constant(value=float()):
                found.append(f"{node.lineno}: a float is written")
            case ast.Call(func=ast.Name(id="float")):
                found.append(f"{node.lineno}: a float is made")
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()) if not _exact(node):
                found.append(f"{node.lineno}: a division may give a float")
            case ast.Call(func=ast.Name(id="round"), args=[_]):
                found.append(f"{node.lineno}: rounding half to even, in silence")
    return found


def _exact(node: ast.BinOp | ast.AugAssign) -> bool:
    """One side is made a Decimal on the spot, or a percentage that is one; a path is no number."""
    names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    right = node.right if isinstance(node, ast.BinOp) else node.value
    is_path = isinstance(getattr(right, "value", None), str) or any(name.endswith("FILE") for name in names)
    return is_path or bool(names & EXACT)


@pytest.mark.parametrize("room", ROOMS)
def test_no_float_where_money_is_handled(room: str) -> None:
    """Neither written nor made, nor by a division; what is waited for is in whole seconds too."""
    start = SERVICE / room
    files = [start] if start.suffix else sorted(start.rglob("*.py"))
    found = {
        f"{file.relative_to(SERVICE)}:{each}"
        for file in files
        for each in floats_in(file.read_text(encoding="utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize(
    "wrong", ["x = 0.2", "x = float(y)", "x = y / 3", "x /= 3", "x = 1e2", "round(x)", "a / FILES"]
)
def test_a_float_is_found(wrong: str) -> None:
    """The lint sees each of them."""
    assert len(floats_in(wrong)) == 1


@pytest.mark.parametrize(
    "right", ["x = y // 3", "x = Decimal(y) / 3", 'x = a / "b"', "a / A_FILE", "round(x, 2)"]
)
def test_what_is_exact_passes(right: str) -> None:
    """Whole numbers, decimals and paths."""
    assert floats_in(right) == []
