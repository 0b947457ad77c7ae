"""What each format can prove, as data: `catalog/standards/proofs/`, one TOML file a format.

A file says in words what its format can and cannot show, the greatest assurance it carries, for how long
it counts when it names no end itself, and by which rule it speaks to which requirement. The reader of
the format holds the rules by name; a test holds the two together.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

import msgspec

from catalog.evidence.formats import Format
from catalog.standards_loader import CatalogueFileError
from catalog.words import Assurance, Outcome

NAMED: Final = "*"
"""In place of a requirement's id: every requirement of the catalogue that the document names itself."""


class ProofRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way in which a format speaks to a requirement.

    `requirement` is an id, or `NAMED`. `rule` names a function of the reader, `given` its parameters.
    `can_show` lists the outcomes that may follow: what is not in it becomes `inconclusive`, for an assessor
    to look at. `alone` is what it carries without anybody else's signature, where that is less than
    `assurance`. `only_of` are the standards whose requirements a `NAMED` rule reaches; empty for all.
    """

    requirement: str
    rule: str
    assurance: Assurance
    can_show: tuple[Outcome, ...]
    given: Mapping[str, object] = {}
    alone: Assurance | None = None
    only_of: tuple[str, ...] = ()


class Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a format can prove.

    `counts_as` are the words of `Requirement.accepts` that it satisfies. `valid_days` is the published
    policy: how many days after it was produced a document counts in favour; `valid_why` says why so.
    `takes_others` says who has to make it, where a supplier cannot do so alone.
    """

    format: Format
    version: int
    counts_as: tuple[str, ...]
    greatest_assurance: Assurance
    valid_days: int
    valid_why: str
    reads: str
    proves: str
    cannot_prove: str
    sources: tuple[str, ...]
    takes_others: str = ""
    rules: tuple[ProofRule, ...] = ()


_FOLDER: Final = "proofs"


@cache
def proofs() -> Mapping[Format, Proof]:
    """Every format's proof, read once. Raises `CatalogueFileError` with file, key and reason."""
    place = resources.files("catalog") / "standards" / _FOLDER
    files = sorted((file for file in place.iterdir() if file.name.endswith(".toml")), key=lambda f: f.name)
    found = [_read(file.name, file.read_bytes()) for file in files]
    return {proof.format: proof for proof in found}


def _read(name: str, raw: bytes) -> Proof:
    try:
        proof = msgspec.convert(tomllib.loads(raw.decode("utf-8")), Proof)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueFileError(name, "TOML", f"{error}; mend the syntax there") from error
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        raise CatalogueFileError(name, path.strip("`.") or "the file", reason) from error
    if name != f"{proof.format}.toml":
        raise CatalogueFileError(name, "format", f"{proof.format!r}: name the file {proof.format}.toml")
    for number, rule in enumerate(proof.rules):
        if not proof.greatest_assurance.covers(rule.assurance):
            reason = f"{rule.assurance} is more than the format's {proof.greatest_assurance}"
            raise CatalogueFileError(name, f"rules[{number}].assurance", reason)
    return proof
