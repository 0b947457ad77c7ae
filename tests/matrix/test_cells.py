"""Every route and method, as every role and nobody, with every kind of proof: as `routes.toml` says."""

from collections.abc import Iterator

import pytest

from plumbline.accounts.roles import PERMISSIONS, Role
from tests.matrix.asking import Asking
from tests.matrix.table import ROWS, TABLE, Proof, Row


def test_no_route_is_unlisted(asking: Asking) -> None:
    """The file has a row for every route and method of the service, and no other."""
    assert sorted(set(asking.handlers) - set(ROWS)) == [], "routes without a row: see docs/authorisation.md"
    assert sorted(set(ROWS) - set(asking.handlers)) == [], "rows without a route"


def test_the_file_and_the_service_have_the_same_table_of_roles() -> None:
    """Role by role: what the file says a role may do is what it may do."""
    assert TABLE.roles == {role: {str(each) for each in PERMISSIONS[role]} for role in Role}


def cells(row: Row) -> Iterator[tuple[Role, Proof]]:
    """As whom the row is called. What is for everybody is asked once with each kind of proof."""
    for role in Role:
        for proof in Proof:
            if row.is_public and proof is not Proof.OWN and role is not Role.BUYER:
                continue
            if proof is Proof.NARROW and not row.is_api:
                continue  # a session has no scopes
            yield role, proof


@pytest.mark.parametrize("name", ROWS)
def test_row(asking: Asking, name: str) -> None:
    """No cell differs: neither in its status nor in showing what belongs to somebody else."""
    row = ROWS[name]
    wrong = list(asking.wrong_as_nobody(row))
    for role, proof in cells(row):
        if (role, proof) in asking.world.callers:
            wrong += asking.wrong_as(row, role, proof)
    assert not wrong, f"{len(wrong)} mismatches\n" + "\n".join(wrong)
