"""What reading a document gives: what it states, what follows for our requirements, or a refusal.

Two layers, kept apart on purpose. A *statement* is about the format's own items (a success
criterion, a test, a vulnerability) in the format's own numbering. A *line* is about a requirement
of the catalogue, and follows from statements by the rules in `catalog/standards/proofs/`.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from catalog.evidence.formats import Format
from catalog.words import Assurance, Outcome


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What the document says it is about. None where it does not say."""

    vendor: str | None = None
    product: str | None = None
    version: str | None = None


class Issuer(msgspec.Struct, frozen=True, kw_only=True):
    """Who made the document: kind is `vendor`, `third-party`, `tool` or `unknown`.

    `signature` is `none`, `unverified`, `verified` (by a key or an identity that the market was told to
    expect), or `verified as made by NAME` where nobody told it whom to expect.
    """

    kind: str = "unknown"
    name: str | None = None
    signature: str = "none"


class Statement(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the document itself says about one of its own items.

    `about` is the item in its own scheme (`wcag22:1.4.3`, `cve:CVE-2024-1234`), `pointer` the place
    in the document that says so (JSON Pointer, XPath, or line), `text` plain words for a person:
    it comes from the document and is never to be taken for markup.
    """

    about: str
    outcome: Outcome
    pointer: str
    text: str = ""


class Shown(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a rule found in a document about the requirement that it was asked for.

    A rule for the requirements that a document names itself says which one in `requirement`. `assurance` is
    given where this document carries less than its format can.
    """

    outcome: Outcome
    pointer: str
    reason: str
    requirement: str = ""
    assurance: Assurance | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a document shows about one requirement of the catalogue, and where it does so."""

    requirement_id: str
    outcome: Outcome
    assurance: Assurance
    pointer: str
    reason: str
    rule: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document taken apart by its reader; the rules ask `model` for what they need.

    `model` is the reader's own typed form of it. `cleaned` is what to keep instead of the bytes that
    came, where these held secrets. `companions` counts the other files it was read together with.
    """

    format: Format
    format_version: str = ""
    model: object
    subject: Subject = Subject()
    issuer: Issuer = Issuer()
    produced_on: date | None = None
    valid_until: date | None = None  # only what the document says itself
    valid_basis: str = "the document says so"  # or what else sets that day
    statements: tuple[Statement, ...] = ()
    notes: tuple[str, ...] = ()
    cleaned: bytes | None = None
    companions: int = 0


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was read, and everything that follows from it.

    `valid_until` is the last day on which it counts in favour; `valid_basis` says whether the
    document or the published policy of its format sets it.
    """

    format: Format
    format_version: str
    reader_version: int
    subject: Subject
    issuer: Issuer
    produced_on: date | None
    valid_until: date | None
    valid_basis: str
    statements: tuple[Statement, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    cleaned: bytes | None = None


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """Why a document was not read, and what its supplier can do about it.

    `format` is None where nothing was recognised. `pointer` is the place that is wrong, if one is. `fault`
    says that reading it broke down: the document may be in order.
    """

    reason: str
    next_step: str
    format: Format | None = None
    pointer: str = ""
    fault: bool = False


class RejectedError(Exception):
    """Raised inside a reader and turned into the `Rejection` it carries; never leaves `read`."""

    def __init__(self, reason: str, next_step: str, pointer: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.next_step = next_step
        self.pointer = pointer


class TestHouse(msgspec.Struct, frozen=True, kw_only=True):
    """A body whose signed attestations the market accepts: `keys` are public JWKs by key id.

    `retired` has the last day on which a key was in use: what was issued by then keeps counting. Nothing that
    a key in `withdrawn` signed counts any more, for somebody else may have had it. From the day
    `unlisted_from` on it is no test house: what was issued and had come in before that counts as it did.
    """

    __test__ = False  # not a test, whatever its name says to a test runner

    name: str
    keys: Mapping[str, Mapping[str, str]]
    retired: Mapping[str, date] = {}
    withdrawn: frozenset[str] = frozenset()
    unlisted_from: date | None = None

    def is_listed_on(self, *days: date) -> bool:
        """Was it a test house on every one of these days?"""
        return self.unlisted_from is None or all(day < self.unlisted_from for day in days)

    def stands_by(self, key_id: str, issued: date, came_in: date) -> bool:
        """Does what was signed with the key on a day, and came in on another, count as this test house's?"""
        last = self.retired.get(key_id)
        in_use = key_id in self.keys and key_id not in self.withdrawn and (last is None or issued <= last)
        return in_use and self.is_listed_on(issued, came_in)


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """Who is expected to have signed: an address or the URL of a build workflow, and who vouches for it."""

    identity: str
    issuer: str | None = None


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What is known around a document. Pure: the day is passed in, nothing is looked up.

    `as_of` is the day it is read. `files` are SHA-256s of the other files of the same release, which
    an attestation may speak of; `release` is (product, version) as the market knows them; `slug` the word
    that names the product in the market's addresses, which is nobody else's as a name may be; `supplier`
    the supplier's name; `signers` are the identities that the supplier has said it signs its builds with.
    """

    as_of: date
    release: tuple[str, str] | None = None
    slug: str | None = None
    supplier: str | None = None
    files: frozenset[str] = frozenset()
    test_houses: tuple[TestHouse, ...] = ()
    signers: tuple[Signer, ...] = ()
