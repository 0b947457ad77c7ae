"""The wall between what ranks and who pays holds: a planted import is found, directly and through others."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACT = "What ranks, searches and judges never reads who pays"
PLANTED = {
    "src/plumbline/market/text.py": "from plumbline.billing import service as _planted",
    "src/plumbline/rankings/sizes.py": "from plumbline.commands import billing as _planted",
}


@pytest.mark.parametrize("place", PLANTED)
def test_a_planted_import_breaks_the_contract(tmp_path: Path, place: str) -> None:
    """In a copy of the house with one line more."""
    for part in ("catalog", "scoring", "src/plumbline"):
        skipped = shutil.ignore_patterns("assets", "__pycache__", "templates", "*.toml", "*.jinja")
        shutil.copytree(ROOT / part, tmp_path / part, ignore=skipped)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    file = tmp_path / place
    file.write_text(file.read_text(encoding="utf-8") + f"\n{PLANTED[place]}\n", encoding="utf-8")
    linter = Path(sys.executable).with_name("lint-imports")
    said = subprocess.run(
        [linter, "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}/src:{tmp_path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1, said.stdout + said.stderr
    assert f"{CONTRACT} BROKEN" in said.stdout
