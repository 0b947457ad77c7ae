"""The Markdown pages of the repository, and what stands in them: links, headings, code."""

import re
import shlex
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[(?:[^\]\\]|\\.)*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)


@cache
def tracked() -> tuple[str, ...]:
    """The path of every file in git that is there; what a clone holds. Skips where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout", allow_module_level=True)
    return tuple(name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file())


def pages() -> list[str]:
    """Every Markdown page, by its path."""
    return [name for name in tracked() if name.endswith(".md")]


def text_of(page: str) -> str:
    """The page as written."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [body for word, body in _FENCE.findall(text_of(page)) if word == language]


def spans(page: str) -> list[str]:
    """The pieces of code inside sentences."""
    return _SPAN.findall(_FENCE.sub("", text_of(page)))


def prose_links(page: str) -> list[str]:
    """The targets of links and images outside code."""
    return _LINK.findall(_SPAN.sub("", _FENCE.sub("", text_of(page))))


def anchors(page: str) -> set[str]:
    """The anchors that headings make."""
    plain = [re.sub(r"[^\w\- ]", "", heading).lower() for heading in _HEADING.findall(text_of(page))]
    return {heading.replace(" ", "-") for heading in plain}


def shell_lines(page: str) -> list[list[str]]:
    """Each line of the shell blocks, as words, without its comment."""
    lines = [line for body in blocks(page, "sh") for line in body.splitlines()]
    return [words for line in lines if (words := shlex.split(line, comments=True))]
