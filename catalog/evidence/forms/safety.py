"""The clinical safety record: what DCB0129 asks for in structure, beside the documents themselves.

A hazard log and a safety case have no format of their own. This says who answers for them, which versions
there are, which release they cover, and by SHA-256 which files they are. Source: DCB0129, amendment 25/2018.
"""

from datetime import date as Day  # noqa: N812 a field is called `date`
from typing import Any, Final, Literal

import msgspec

from catalog.evidence.forms.dtac import Digest

FORMAT: Final = "plumbline-clinical-safety-record"


class Officer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The Clinical Safety Officer: `body` is the professional register, such as GMC, NMC, GPhC or HCPC."""

    name: str
    profession: str
    body: str
    registration: str
    trained_on: Day | None = None


class Paper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document of the safety file: `sha256` is that of the file, which is handed in as well."""

    reference: str = ""
    version: str = ""
    date: Day | None = None
    sha256: Digest = ""


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The Clinical Safety Case Report; `covers` are the versions of the product that it speaks of."""

    reference: str = ""
    version: str = ""
    date: Day | None = None
    sha256: Digest = ""
    covers: tuple[str, ...] = ()


class SignOff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who signed the safety file off, and when."""

    by: str
    on: Day


class SafetyRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The record of one product's release."""

    format: Literal["plumbline-clinical-safety-record"]
    supplier: str = ""
    product: str
    release: str
    date: Day
    officer: Officer | None = None
    plan: Paper = Paper()
    hazard_log: Paper = Paper()
    safety_case: Report = Report()
    incidents: Paper = Paper()
    sign_off: SignOff | None = None


def schema() -> dict[str, Any]:
    """A JSON Schema of the record."""
    made = msgspec.json.schema(SafetyRecord)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Clinical safety record",
        **made,
    }


def template() -> dict[str, Any]:
    """The record with everything left empty, to be filled in; what does not apply is taken out."""
    paper = {"reference": "", "version": "", "date": None, "sha256": ""}
    return {
        "format": FORMAT,
        "supplier": "",
        "product": "",
        "release": "",
        "date": "",
        "officer": {"name": "", "profession": "", "body": "", "registration": "", "trained_on": None},
        "plan": paper,
        "hazard_log": paper,
        "safety_case": {**paper, "covers": []},
        "incidents": paper,
        "sign_off": None,
    }
