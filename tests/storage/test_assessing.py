"""Reviews become decisions as the policy says, on both engines; nobody gets around it."""

from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from catalog.assessing.lines import LineState
from catalog.words import Assurance, EvidenceKind, Outcome
from plumbline.accounts.identity import Identity
from plumbline.assessing import interests, replies
from plumbline.assessing.measuring import agreement_of
from plumbline.assessing.opened import open_line
from plumbline.assessing.schemas import ReplyIn
from plumbline.evidence import reading, service
from plumbline.evidence.schemas import EvidenceIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.storage.tables import decisions, events, reviews
from tests.storage.assessors_made import BOUND, FREE, made_assessor, made_supplier_member, review, said
from tests.storage.decision_race import assert_one_wins, at_once
from tests.storage.market_made import SUPPLIER, add_product, add_supplier
from tests.storage.single_made import FILE

ONE, TWO = "MESH-2", "DCB0129-1"
PLAN = EvidenceIn(kind=EvidenceKind.DOCUMENT, title="Plan", requirement_ids=(ONE, TWO), statement="The plan")


class Made:
    """A document about two requirements: one assessor is enough for the first, two have to agree on TWO."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database, self.clock = database, clock
        self.supplier = add_supplier(database)
        add_product(database, self.supplier, "scope")
        with database.write() as db:
            release = service.release_for(db, "scope", self.supplier)
            self.id: UUID = service.submit_evidence(db, clock, SUPPLIER, release, PLAN, FILE).id
        self.ada, self.bo, self.cy = (made_assessor(database, clock, name) for name in ("Ada", "Bo", "Cy"))
        self.sam = made_supplier_member(database, clock, self.supplier)

    def say(self, who: Identity, outcome: Outcome = Outcome.MET, version: int = 1, read: int = 0) -> None:
        """A review of the line that needs two."""
        what = said(TWO, outcome, version=version, read=read, reason=f"Found by {who.name}.")
        review(self.database, self.clock, who, self.id, what)

    def reply(self, version: int = 1, *, second_look: bool = True, name: str = TWO) -> None:
        """The supplier replies to a decision."""
        data = ReplyIn(
            requirement_id=name, version=version, text="Look at section 4, please.", second_look=second_look
        )
        with self.database.write(self.sam.tenant) as db:
            replies.reply(db, self.clock, self.sam, self.id, data)

    def state(self, name: str = TWO) -> LineState:
        """Where a line stands."""
        with self.database.read() as db:
            lines = reading.one_evidence(db, self.id).lines
        return next(each.state for each in lines if each.requirement_id == name)

    def decided(self) -> list[tuple[str, int, str, str]]:
        """What was decided: requirement, version, outcome, by whom."""
        row = decisions.c
        with self.database.read() as db:
            query = select(row.requirement_id, row.version, row.outcome, row.decided_by)
            return [tuple(each) for each in db.execute(query.order_by(row.requirement_id, row.version))]


@pytest.fixture
def made(database: Database, clock: FixedClock) -> Made:
    """On each engine."""
    return Made(database, clock)


def test_one_is_not_enough_for_clinical_safety(made: Made) -> None:
    """The first review decides nothing; another assessor who says the same does, with both reasons."""
    made.say(made.ada)
    assert (made.decided(), made.state()) == ([], LineState.AWAITING_SECOND)
    made.say(made.bo)
    assert made.decided() == [(TWO, 1, "met", "Ada and Bo")]
    assert made.state() is LineState.DECIDED
    with made.database.read() as db:
        decision = reading.one_evidence(db, made.id).decisions[0]
    assert decision.reason == "Ada: Found by Ada.\nBo: Found by Bo."


def test_one_is_enough_elsewhere(made: Made) -> None:
    """At once, and the other line still waits."""
    review(made.database, made.clock, made.ada, made.id, said(ONE))
    assert made.decided() == [(ONE, 1, "met", "Ada")]
    assert (made.state(ONE), made.state()) == (LineState.DECIDED, LineState.WAITING)


def test_nobody_agrees_with_themselves(made: Made) -> None:
    """The same person twice is told that the next review is somebody else's."""
    made.say(made.ada)
    with pytest.raises(Conflict, match="You have reviewed DCB0129-1 already"):
        made.say(made.ada)
    assert made.decided() == []


def test_a_third_resolves_what_two_see_apart_once_they_have_read_both(made: Made) -> None:
    """Whoever has not read says so by the number; whoever has, decides by siding with one."""
    made.say(made.ada, Outcome.MET)
    made.say(made.bo, Outcome.NOT_MET)
    assert (made.decided(), made.state()) == ([], LineState.DISPUTED)
    with pytest.raises(Conflict, match="2 assessors reviewed DCB0129-1 and differ"):
        made.say(made.cy, Outcome.NOT_MET)
    made.say(made.cy, Outcome.NOT_MET, read=2)
    assert made.decided() == [(TWO, 1, "not_met", "Bo and Cy")]


def test_the_second_assessor_sees_nothing_of_the_first(made: Made) -> None:
    """Neither on the line, nor in the public evidence, nor in the log; the third sees both."""
    made.say(made.ada, Outcome.NOT_MET)
    market = MarketSource(made.database, made.clock)

    def seen(who: Identity) -> list[str]:
        with made.database.read(who.tenant) as db:
            opened = open_line(db, who, market.current(), made.id, TWO)
            assert b"Found by Ada" not in msgspec.json.encode(opened.evidence)
        return [each.reviewed_by for each in opened.reviews]

    assert (seen(made.ada), seen(made.bo)) == (["Ada"], [])
    with made.database.read() as db:
        told = db.execute(select(events).where(events.c.action == "evidence.reviewed")).one()
    assert "not_met" not in told.leaf
    assert "Found by" not in told.leaf
    made.say(made.bo, Outcome.MET)
    assert seen(made.cy) == ["Ada", "Bo"]
    market.close()


def test_nothing_is_reviewed_before_interests_are_declared(made: Made) -> None:
    """Nor after a conflict was; a later declaration opens the way again."""
    dan = made_assessor(made.database, made.clock, "Dan", free=False)
    with pytest.raises(Conflict, match="not declared whether you have an interest in Acme") as caught:
        made.say(dan)
    assert "/assess/interests" in str(caught.value.next_step)
    for data, works in ((BOUND, False), (FREE, True)):
        with made.database.write(dan.tenant) as db:
            interests.declare(db, made.clock, dan, "acme", data)
        if works:
            made.say(dan)
        else:
            with pytest.raises(Conflict, match="declared a conflict of interest with Acme"):
                made.say(dan)
    with made.database.read(dan.tenant) as db:
        found = interests.interests_of(db, dan).items
    assert [(each.version, each.conflict) for each in found] == [(2, False), (1, True)]


def test_a_declaration_is_about_a_supplier_there_is_and_says_what_binds(made: Made) -> None:
    """A conflict without words is refused, and so is a supplier that is none."""
    from plumbline.assessing.schemas import InterestIn

    for slug, data, error in (
        ("acme", InterestIn(conflict=True, words="  "), Invalid),
        ("acme", InterestIn(conflict=True, words="a\x00"), Invalid),
        ("none", FREE, NotFound),
        ("\x00", FREE, NotFound),
    ):
        with pytest.raises(error), made.database.write(made.ada.tenant) as db:
            interests.declare(db, made.clock, made.ada, slug, data)
    with pytest.raises(NotAllowed), made.database.write(made.sam.tenant) as db:
        interests.declare(db, made.clock, made.sam, "acme", FREE)


def test_a_second_look_begins_with_somebody_else(made: Made) -> None:
    """The line is back in the queue; who made the decision cannot be the first of the new round."""
    made.say(made.ada)
    made.say(made.bo)
    made.reply()
    assert made.state() is LineState.SECOND_LOOK
    with pytest.raises(Conflict, match="a second look is asked for"):
        made.say(made.bo, Outcome.NOT_MET, version=2)
    made.say(made.cy, Outcome.NOT_MET, version=2)
    assert made.state() is LineState.AWAITING_SECOND
    made.say(made.ada, Outcome.NOT_MET, version=2)
    assert made.decided()[-1] == (TWO, 2, "not_met", "Cy and Ada")


def test_a_reply_is_to_what_stands_once_of_each_kind(made: Made) -> None:
    """Not before there is a decision, not to an older one, not by another supplier."""
    with pytest.raises(Invalid, match="Nothing was decided"):
        made.reply()
    made.say(made.ada)
    made.say(made.bo)
    made.reply(second_look=False)
    made.reply(second_look=True)
    for second_look in (False, True):
        with pytest.raises(Conflict, match="replied to this decision already"):
            made.reply(second_look=second_look)
    with pytest.raises(Conflict, match="is version 1, not 2"):
        made.reply(version=2)
    other = made_supplier_member(made.database, made.clock, add_supplier(made.database, "other"))
    data = ReplyIn(requirement_id=TWO, version=1, text="That is not ours.")
    with pytest.raises(NotFound), made.database.write(other.tenant) as db:
        replies.reply(db, made.clock, other, made.id, data)
    with made.database.read() as db:
        shown = reading.one_evidence(db, made.id).replies
    assert [(each.version, each.second_look) for each in shown] == [(1, False), (1, True)]


def test_nobody_looks_again_at_what_was_replaced(made: Made) -> None:
    """The reply stands, the second look is refused."""
    made.say(made.ada)
    made.say(made.bo)
    newer = msgspec.structs.replace(PLAN, supersedes=made.id)
    with made.database.write() as db:
        release = service.release_for(db, "scope", made.supplier)
        service.submit_evidence(db, made.clock, SUPPLIER, release, newer, FILE)
    with pytest.raises(Conflict, match="takes the place of this one"):
        made.reply()
    made.reply(second_look=False)


def test_of_many_who_review_at_once_two_count(made: Made) -> None:
    """Sixteen threads of eight assessors: two unseeing reviews that agree, one decision, the rest 409."""
    names = ["Eve", "Fay", "Gus", "Hal", "Ida", "Jon", "Kay", "Lou"]
    assessors = [made_assessor(made.database, made.clock, name) for name in names]
    outcomes = at_once(16, lambda number: made.say(assessors[number % 8]))
    assert outcomes.count(None) == 2
    assert [e for e in outcomes if e is not None and not isinstance(e, Conflict)] == []
    assert len(made.decided()) == 1
    with made.database.read() as db:
        assert sorted(db.scalars(select(reviews.c.place))) == [1, 2]


def test_of_many_who_resolve_a_dispute_at_once_one_counts(made: Made) -> None:
    """Each has read two; the first decides, and the others read the third first."""
    made.say(made.ada, Outcome.MET)
    made.say(made.bo, Outcome.NOT_MET)
    assessors = [made_assessor(made.database, made.clock, name) for name in ("Eve", "Fay", "Gus", "Hal")]
    both = (Outcome.MET, Outcome.NOT_MET, Outcome.PARTLY_MET)
    assert_one_wins(at_once(12, lambda n: made.say(assessors[n % 4], both[n % 3], read=2)))


def test_of_many_declarations_and_replies_at_once_each_version_is_one(made: Made) -> None:
    """Declarations follow each other; of replies of one kind there is one."""
    made.say(made.ada)
    made.say(made.bo)

    def declare(_: int) -> None:
        with made.database.write(made.ada.tenant) as db:
            interests.declare(db, made.clock, made.ada, "acme", FREE)

    assert at_once(8, declare) == [None] * 8
    assert_one_wins(at_once(8, lambda _: made.reply()))
    with made.database.read(made.ada.tenant) as db:
        found = interests.interests_of(db, made.ada).items
    assert [each.version for each in found] == list(range(9, 0, -1))


def test_agreement_is_over_what_two_judged_unseeing(made: Made) -> None:
    """One line agreed and one round apart; a third review counts for nothing in it."""
    made.say(made.ada, Outcome.MET)
    made.say(made.bo, Outcome.MET)
    made.say(made.ada, Outcome.MET, version=2)
    made.say(made.bo, Outcome.NOT_MET, version=2)
    made.say(made.cy, Outcome.NOT_MET, version=2, read=2)
    review(made.database, made.clock, made.ada, made.id, said(ONE))
    with made.database.read() as db:
        found = agreement_of(db)
    assert (found.all.lines, found.all.agreed, found.assessors, found.all.few) == (2, 1, 3, True)
    assert (found.clinical_safety.lines, found.security.lines) == (2, 0)


def test_only_an_assessor_reviews(made: Made) -> None:
    """Whoever calls the service, whatever route is in front of it."""
    with pytest.raises(NotAllowed):
        made.say(made.sam)


def test_as_strong_as_the_weaker_of_two(made: Made) -> None:
    """Both said met; one saw less."""
    review(made.database, made.clock, made.ada, made.id, said(TWO, assurance=Assurance.DECLARED))
    made.say(made.bo)
    with made.database.read() as db:
        assert db.scalars(select(decisions.c.assurance)).all() == ["declared"]
