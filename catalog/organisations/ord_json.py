"""The ORD shape: an organisation as NHS England's ODS interface (ORD 2-0-0) returns it.

Takes the decoded document, because how strictly JSON is decoded is the caller's rule. Fields we
do not use are passed over: the shape is not ours to narrow.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from catalog.organisations.cells import CODE, LONGEST_NAME, LONGEST_PLACE, RELATIONSHIP, ROLE
from catalog.organisations.csv_files import joined
from catalog.organisations.ord_dates import Node, Period, period_of
from catalog.organisations.organisation import (
    SUB_ICB_ROLE,
    Extract,
    Organisation,
    OrganisationKind,
    Relationship,
    Succession,
    SuccessionKind,
    kind_of,
)
from catalog.organisations.problems import ImportProblem, ImportRefused

WRAPPER: Final = "Organisation"


class Role(msgspec.Struct, frozen=True):
    """A role, since when it is or was held, and whether it is the primary one."""

    id: str
    primary: bool
    period: Period


def read_ord(document: Any) -> Extract:
    """One document, or a list of them. Raises `ImportRefused` with every problem."""
    problems: list[ImportProblem] = []
    root = Node(document, "", problems)
    found = [_organisation(node) for item in root.items() for node in _wrapped(item)]
    if not found and not problems:
        root.problem("holds no organisation.")
    seen: set[str] = set()
    for extract, node in found:
        code = extract.organisations[0].code
        if code in seen:
            node.problem(f"{code} stands here again.")
        seen.add(code)
    if problems:
        raise ImportRefused(problems)
    return msgspec.structs.replace(_once(joined(extract for extract, _ in found)), kinds_stated=False)


def _once(extract: Extract) -> Extract:
    """A succession told by both its sides, or on two days, is one: the latest day told is kept."""
    told: dict[tuple[str, str], Succession] = {}
    for step in extract.successions:
        key = (step.predecessor, step.successor)
        earlier = told.get(key)
        if earlier is None or (step.on is not None and (earlier.on is None or earlier.on < step.on)):
            told[key] = step
    return msgspec.structs.replace(extract, successions=tuple(told.values()))


def _wrapped(item: Node) -> Iterator[Node]:
    if "Organisations" in item.value:
        item.problem("is a list of summaries without dates: fetch each organisation on its own.")
    elif WRAPPER in item.value:
        yield from item.child(WRAPPER).items()
    else:
        yield item


def _organisation(node: Node) -> tuple[Extract, Node]:
    code = _code(node.child("OrgId").child("extension"))
    period = period_of(node.child("Date"))
    _check_status(node, period)
    roles = list(_roles(node.child("Roles").child("Role")))
    primary = _primary(node, roles)
    organisation = Organisation(
        code=code,
        name=_name(node.child("Name")),
        kind=_kind(primary, roles, period),
        primary_role=primary or None,
        opened=period.start,
        closed=period.end,
        postcode=node.child("GeoLoc").child("Location").child("PostCode").text(LONGEST_PLACE),
    )
    steps = (*_successions(code, node), *_continuation(code, roles))
    relationships = tuple(_relationships(code, node))
    return Extract(organisations=(organisation,), successions=steps, relationships=relationships), node


def _code(node: Node) -> str:
    found = node.text(12)
    if found is None or not CODE.fullmatch(found):
        node.problem(f"{found!r} is not an ODS code, such as RJ1 or S1Y5D.")
    return found or ""


def _name(node: Node) -> str:
    found = node.text(LONGEST_NAME)
    if found is None:
        node.problem("is missing.")
    return found or ""


def _check_status(node: Node, period: Period) -> None:
    status = node.child("Status")
    if status.value not in ("Active", "Inactive"):
        status.problem("is neither Active nor Inactive.")
    elif status.value == "Inactive" and period.end is None:
        node.child("Date").problem("has no End, but the organisation is inactive: it would read as open.")
    elif period.start is None:
        node.child("Date").problem("has no Start, so the state of the organisation is unknown.")


def _roles(roles: Node) -> Iterator[Role]:
    for node in roles.items():
        found = node.child("id").text(12)
        if found is None or not ROLE.fullmatch(found):
            node.child("id").problem(f"{found!r} is not a role id, such as RO197.")
        primary = node.child("primaryRole").value in (True, "true")
        yield Role(found or "", primary, period_of(node.child("Date")))


def _primary(node: Node, roles: list[Role]) -> str:
    """The primary role: there is one; where the record changed it, the one that has not ended."""
    found = [role for role in roles if role.primary]
    current = [role for role in found if role.period.end is None] or found
    if len({role.id for role in current}) != 1:
        node.child("Roles").problem(f"has {len(current)} primary roles; an organisation has one.")
    return current[0].id if current else ""


def _kind(primary: str, roles: list[Role], of: Period) -> OrganisationKind:
    """The kind by the roles held now, or for a closed organisation, held on its last day."""
    held = {
        role.id
        for role in roles
        if role.period.end is None or (of.end is not None and role.period.end >= of.end)
    }
    if of.end is not None:
        held.discard(SUB_ICB_ROLE)  # its code lives on as a location, but it was a CCG to its last day
    return kind_of(primary, frozenset(held))


def _continuation(code: str, roles: list[Role]) -> Iterator[Succession]:
    """A commissioning group whose code now names a sub-ICB location."""
    for role in roles:
        if role.id == SUB_ICB_ROLE and role.period.end is None:
            yield Succession(
                predecessor=code, successor=code, on=role.period.start, kind=SuccessionKind.CONTINUATION
            )


def _successions(code: str, organisation: Node) -> Iterator[Succession]:
    for node in organisation.child("Succs").child("Succ").items():
        other = _code(node.child("Target").child("OrgId").child("extension"))
        way = node.child("Type")
        if way.value not in ("Successor", "Predecessor"):
            way.problem("is neither Successor nor Predecessor.")
        if other == code:
            node.problem("names the organisation as its own successor or predecessor.")
        before, after = (code, other) if way.value == "Successor" else (other, code)
        on = period_of(node.child("Date")).start
        yield Succession(predecessor=before, successor=after, on=on, kind=SuccessionKind.SUCCESSION)


def _relationships(code: str, organisation: Node) -> Iterator[Relationship]:
    """One per other organisation and kind: the current period, or else the latest."""
    latest: dict[tuple[str, str], Relationship] = {}
    for node in organisation.child("Rels").child("Rel").items():
        kind = node.child("id").text(10) or ""
        if not RELATIONSHIP.fullmatch(kind):
            node.child("id").problem(f"{kind!r} is not a relationship id, such as RE5.")
        parent = _code(node.child("Target").child("OrgId").child("extension"))
        period = period_of(node.child("Date"))
        found = Relationship(child=code, parent=parent, kind=kind, since=period.start, until=period.end)
        earlier = latest.get((parent, kind))
        if earlier is None or _recency(found) > _recency(earlier):
            latest[parent, kind] = found
    yield from latest.values()


def _recency(relationship: Relationship) -> tuple[bool, int]:
    since = relationship.since
    return relationship.until is None, since.toordinal() if since else 0
