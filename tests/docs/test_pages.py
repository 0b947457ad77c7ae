"""What the pages say can be followed: links lead somewhere, commands exist, numbers are right."""

import re
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import pytest

from catalog.standards_loader import standards
from plumbline.cli import main, parser
from plumbline.commands.states import DIAGRAMS
from plumbline.settings import NOT_OURS, Settings
from tests.docs.pages import ROOT, anchors, blocks, pages, prose_links, shell_lines, spans, text_of, tracked

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
TOPS = ("catalog/", "scoring/", "src/", "tests/", "docs/", "openapi/", "benchmarks/", "requirements/")
PAGES = pages()


def test_there_are_pages_to_look_at() -> None:
    """The page everybody reads first, the changelog and the decisions: none of the tests below is idle."""
    assert {"README.md", "CHANGELOG.md", "docs/decisions/README.md"} <= set(PAGES)
    assert len(prose_links("README.md")) >= 5
    assert len(shell_lines("README.md")) >= 8
    assert len(spans("README.md")) >= 15


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file_of_the_repository(page: str) -> None:
    """Links and images that are not of the web: the file is in git, its heading is there."""
    for link in prose_links(page):
        if re.match(r"[a-z]+:", link):
            assert link.startswith("https://"), link
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent.joinpath(path).resolve() if path else ROOT / page
        name = target.relative_to(ROOT).as_posix()
        assert name in tracked() or any(each.startswith(f"{name}/") for each in tracked()), link
        if anchor:
            assert anchor in anchors(name), link


@pytest.mark.parametrize("page", PAGES)
def test_every_path_in_a_sentence_is_there(page: str) -> None:
    """`catalog/standards/`, `requirements/*.lock`: whatever starts in one of our folders."""
    for span in spans(page):
        if span.startswith(TOPS) and " " not in span:
            found = [n for n in tracked() if PurePosixPath(n).match(span) or n.startswith(span)]
            assert found, f"{page}: {span}"


def _written(page: str) -> list[list[str]]:
    """Every command of a page, as words."""
    return shell_lines(page) + [span.split() for span in spans(page) if " " in span]


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_is_one(page: str) -> None:
    """In blocks and in sentences."""
    for words in _written(page):
        if words[0] == "make":
            assert [w for w in words[1:] if "=" not in w and w not in TARGETS] == [], " ".join(words)


@pytest.mark.parametrize("page", PAGES)
def test_every_plumbline_command_is_one(page: str) -> None:
    """The parser itself takes what stands in a block; in a sentence the command may lack its arguments."""
    for words in shell_lines(page):
        if words[0].endswith("bin/plumbline") and words[1:] != ["--help"]:
            parser().parse_args(words[1:])
    for words in (span.split() for span in spans(page)):
        if words[0] == "plumbline" and re.fullmatch("[a-z-]+", "".join(words[1:2])):
            _assert_command(words[1:])


def _assert_command(words: list[str]) -> None:
    """The words name a command, and one below it where there is one below it."""
    here: Any = parser()
    for word in words:
        below = next((a.choices for a in here._actions if isinstance(a.choices, dict)), None)
        if below is None:
            return
        assert word in below, f"plumbline {' '.join(words)}: {word!r} is none of {list(below)}"
        here = below[word]


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_is_one(page: str) -> None:
    """`PLUMBLINE_…` names that stand in a page are read by somebody."""
    known = {field.name for field in msgspec.structs.fields(Settings)} | NOT_OURS
    named = {name.lower() for name in re.findall(r"PLUMBLINE_([A-Z_]+)", text_of(page))}
    assert named <= known


def test_every_script_of_the_project_is_used_in_the_readme() -> None:
    """The one command that is installed is the one the page writes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert list(project["project"]["scripts"]) == ["plumbline"]
    assert f"Python {project['project']['requires-python'].removeprefix('>=')}" in text_of("README.md")


def test_every_make_target_is_declared_and_explained() -> None:
    """All are phony; `make help` lists all but the one that others call."""
    phony = set(re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[0].split())
    explained = set(re.findall(r"^([a-z]+):.*## \S", MAKEFILE, re.MULTILINE))
    assert phony == TARGETS
    assert TARGETS - explained == {"browser"}
    assert {"run", "test", "check", "bench", "openapi"} <= explained


def test_addresses_of_the_api_in_the_readme_are_in_the_document() -> None:
    """Paths, and the names in their questions."""
    document = msgspec.json.decode((ROOT / "openapi" / "openapi.json").read_bytes())
    asked = re.findall(r"http://127\.0\.0\.1:8000(/api/[^'?\s]+)\??([^'\s]*)", text_of("README.md"))
    assert asked
    for path, question in asked:
        operation = document["paths"][path]["get"]
        names = {each.split("=")[0] for each in question.split("&") if each}
        assert names <= {parameter["name"] for parameter in operation["parameters"]}


def test_the_notebook_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """As it stands in the page."""
    examples = blocks("README.md", "python")
    assert examples
    for example in examples:
        exec(compile(example, "README.md", "exec"), {})
        assert "DTAC-2.0" in capsys.readouterr().out


def test_the_numbers_of_standards_in_the_readme_are_right() -> None:
    """Whoever adds a standard says so there."""
    counted = re.search(r"(\d+) standards with (\d+) requirements", text_of("README.md"))
    assert counted is not None
    found = standards()
    assert [int(n) for n in counted.groups()] == [len(found), sum(len(s.requirements) for s in found)]


def test_every_decision_is_listed_under_its_own_title() -> None:
    """One line a decision, in order, none missing and none too many; each tells its status."""
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^- \[(\d{4}) (.+)\]\((.+)\)$", text_of("docs/decisions/README.md"), re.MULTILINE)
    files = sorted(file for file in folder.glob("*.md") if file.name != "README.md")
    assert [name for _, _, name in listed] == [file.name for file in files]
    for place, ((number, title, name), file) in enumerate(zip(listed, files, strict=True), start=1):
        text = file.read_text(encoding="utf-8")
        assert int(number) == place
        assert name.startswith(f"{number}-")
        assert text.startswith(f"# {place}. "), name
        assert "**Status" in text, name
        assert title, name


def test_the_state_diagrams_are_what_the_command_writes(tmp_path: Path) -> None:
    """The whole folder: nothing stale, nothing left over."""
    assert main(["states", "--write", str(tmp_path)]) == 0
    written = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    committed = {file.name: file.read_bytes() for file in (ROOT / "docs" / "states").iterdir()}
    assert committed == written
    assert len(written) == len(DIAGRAMS)


def test_the_changelog_opens_with_what_is_not_released() -> None:
    """And something stands in it."""
    sections = re.split(r"^## ", text_of("CHANGELOG.md"), flags=re.MULTILINE)
    assert sections[1].startswith("Unreleased\n")
    assert "\n- " in sections[1]


def test_every_picture_is_used() -> None:
    """A picture that no page shows is taken away; README's are made by `make screenshots`."""
    shown = {link.rpartition("/")[2] for page in PAGES for link in prose_links(page)}
    assert {PurePosixPath(n).name for n in tracked() if n.startswith("docs/images/")} <= shown
