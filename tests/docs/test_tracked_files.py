"""What must never stand in a file that is committed, and how long a file may be."""

import re

from tests.docs.pages import ROOT, tracked

# Written in two halves, so that this file does not hold what it looks for.
REGISTRIES = (
    "pypi" + ".",
    "python" + "hosted",
    "npm" + "js",
    "npm" + "mirror",
    "yarn" + "pkg",
    "un" + "pkg.com",
    "js" + "delivr",
    "conda" + ".anaconda",
    "crates" + ".io",
    "proxy.golang" + ".org",
)
OPTIONS = ("--index" + "-url", "--extra-" + "index", "--find" + "-links", "--default-" + "index")
NEEDLES = re.compile("|".join(map(re.escape, (*REGISTRIES, *OPTIONS))), re.IGNORECASE)
MACHINE = re.compile(r"(?:(?<![\w.:/-])|(?<=///))/(?:root|home|work|Users)/[\w.]")
SOURCES = (".py", ".js", ".css", ".jinja", ".sh")
LONGEST = 300
GENERATED = "src/plumbline/storage/migrations/versions/"


def _texts() -> list[tuple[str, str]]:
    """Every tracked file that is text, with its text."""
    raw = ((name, (ROOT / name).read_bytes()) for name in tracked())
    return [(name, content.decode("utf-8", "replace")) for name, content in raw if b"\0" not in content]


def test_what_is_looked_for_would_be_found() -> None:
    """The patterns catch what they are for, and leave alone what only looks like it."""
    caught = ["https://files." + "python" + "hosted.org/x", "PYPI" + ".org/simple", "--index" + "-url=x"]
    assert all(NEEDLES.search(each) for each in caught)
    machines = ['"/wo' + 'rk/main"', "sqlite:////ho" + "me/ada/x", "PATH=/ro" + "ot/.local"]
    assert all(MACHINE.search(each) for each in machines)
    harmless = [
        "/api/v1/ho" + "me/x",
        "https://example.org/wo" + "rk/x",
        "./wo" + "rk/x",
        "standards/ro" + "ot/x",
    ]
    assert not any(MACHINE.search(each) for each in harmless)


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the operator's choice; pins are hashes, not hosts."""
    found = [f"{name}: {m.group()}" for name, text in _texts() for m in NEEDLES.finditer(text)]
    assert found == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    """A path that only one machine has is of no use to anybody else."""
    found = [f"{name}: {m.group()}" for name, text in _texts() for m in MACHINE.finditer(text)]
    assert found == []


def test_no_source_file_is_longer_than_three_hundred_lines() -> None:
    """Tests, scripts and templates too; only generated migrations may be longer."""
    lengths = {
        name: text.count("\n")
        for name, text in _texts()
        if name.endswith(SOURCES) and not name.startswith(GENERATED)
    }
    assert len(lengths) > 200
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_nothing_that_is_made_or_fetched_is_committed() -> None:
    """Databases, caches, built and downloaded files stay out."""
    kept_out = re.compile(r"(^|/)(var|\.venv|__pycache__|node_modules|\.hypothesis)/|\.(sqlite|pyc|whl|tgz)$")
    assert [name for name in tracked() if kept_out.search(name) or "/web/assets/" in name] == []
