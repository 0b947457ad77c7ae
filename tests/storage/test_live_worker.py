"""The worker: proof first, then documents, then findings; on both engines, against a real server with TLS."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.json import encode as as_json
from sqlalchemy import insert, select

from catalog.evidence.formats import Format
from catalog.evidence.live import EVERY, MOST_FAILURES, LiveState
from catalog.words import Assurance, EvidenceKind, Outcome
from plumbline.evidence.desk import Desk
from plumbline.kit.clock import FixedClock
from plumbline.kit.identifiers import new_id
from plumbline.live import service
from plumbline.live.check import Asked, Checked
from plumbline.live.proving import FILE, Proof
from plumbline.live.recording import RENEWED_AFTER
from plumbline.live.schemas import LookOutcome
from plumbline.live.worker import TRIPPED, Worker
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, products, releases
from tests.live.at_home import Home
from tests.live.tls_server import HOST, Authority, tls_server
from tests.storage.live_made import SMART, STATEMENT, stand
from tests.storage.live_scene import CONFIGURATION, METADATA, Scene, outcomes


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """The real one: documents are read in a process of their own."""
    found = Desk(workers=1)
    yield found
    found.close()


@pytest.fixture
def scene(
    database: Database, clock: FixedClock, desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """Everything in its place, and nothing proved yet."""
    authority = Authority(tmp_path_factory.mktemp("authority"))
    home = Home(authority)
    home.files = {METADATA: as_json(STATEMENT), CONFIGURATION: as_json(SMART)}
    with tls_server(authority.server(HOST), home.behave) as port:
        yield Scene(database, clock, desk, home, port)


def test_nothing_is_asked_of_a_host_that_is_not_proved(scene: Scene) -> None:
    """The token is not there, so the server hears nothing; it is tried again, later each time."""
    check = scene.register()
    found = scene.look(check)
    assert (found.state, found.failures) == (LiveState.WAITING, 1)
    assert outcomes(found) == {"proof": LookOutcome.MISSING}
    assert scene.home.asked == []
    assert scene.evidence() == []
    waits = []
    for _ in range(4):
        waits.append((found.due_at or scene.clock.now()) - scene.clock.now())
        found = scene.look(check)
    assert [wait.total_seconds() / 60 for wait in waits] == [15, 30, 60, 120]


@pytest.mark.parametrize("proof", list(Proof))
def test_what_is_fetched_becomes_findings(scene: Scene, proof: Proof) -> None:
    """With the place and the time in words, declared and no more, in one transaction with its look."""
    check = scene.register(proof)
    if proof is Proof.DNS:
        scene.home.texts = [check.proof.content]
    else:
        scene.home.files[FILE] = check.proof.content.encode() + b"\n"
    found = scene.look(check)
    assert (found.state, found.failures) == (LiveState.PROVED, 0)
    assert found.proved_at == found.checked_at == scene.clock.now()
    assert found.due_at == scene.clock.now() + EVERY
    assert outcomes(found) == {
        "proof": LookOutcome.FOUND,
        Format.FHIR_CAPABILITY_STATEMENT: LookOutcome.RECORDED,
        Format.SMART_CONFIGURATION: LookOutcome.RECORDED,
    }
    assert scene.home.asked == [*([FILE] if proof is Proof.FILE else []), METADATA, CONFIGURATION]
    stated = {each.id: each for each in scene.evidence()}
    looked = {each.about: each for each in found.looks}
    statement = stated[looked[Format.FHIR_CAPABILITY_STATEMENT].evidence_id]
    assert statement.kind == EvidenceKind.MACHINE_READABLE
    assert statement.submitted_by == "live checks"
    assert f"from {scene.address}/metadata on 23 November 2026 at 12:10 UTC" in statement.statement
    assert looked[Format.FHIR_CAPABILITY_STATEMENT].ip == "127.0.0.2"
    assert statement.sha256 == looked[Format.FHIR_CAPABILITY_STATEMENT].sha256
    decided = {each.requirement_id: each for each in statement.decisions}
    assert (decided["UKCORE-1"].outcome, decided["UKCORE-1"].assurance) == (Outcome.MET, Assurance.DECLARED)
    assert {each.assurance for item in stated.values() for each in item.decisions} == {Assurance.DECLARED}
    assert "API-3" in {each.requirement_id for item in stated.values() for each in item.decisions}


def test_the_same_again_is_noted_and_not_recorded(scene: Scene) -> None:
    """A statement that differs by the time of day alone shows the same; a month later it is recorded."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    scene.look(check)
    first = {each.id for each in scene.evidence()}
    scene.home.files[METADATA] = as_json({**STATEMENT, "date": "2026-11-24T10:00:00Z"})
    found = scene.look(check)
    assert outcomes(found)[Format.FHIR_CAPABILITY_STATEMENT] is LookOutcome.UNCHANGED
    assert {each.id for each in scene.evidence()} == first
    scene.clock.advance((RENEWED_AFTER - EVERY).total_seconds())
    found = scene.look(check)
    assert outcomes(found)[Format.FHIR_CAPABILITY_STATEMENT] is LookOutcome.RECORDED
    newer = {each.id: each for each in scene.evidence() if each.id not in first}
    assert {each.supersedes for each in newer.values()} == first


def test_what_changes_takes_the_place_of_what_was(scene: Scene) -> None:
    """A failure counts at once, and so does its mending."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    scene.look(check)
    bad = {**SMART, "code_challenge_methods_supported": ["plain"]}
    scene.home.files[CONFIGURATION] = as_json(bad)
    found = scene.look(check)
    assert outcomes(found) == {
        "proof": LookOutcome.FOUND,
        Format.FHIR_CAPABILITY_STATEMENT: LookOutcome.UNCHANGED,
        Format.SMART_CONFIGURATION: LookOutcome.RECORDED,
    }
    newest = scene.evidence()[0]
    assert {each.outcome for each in newest.decisions} == {Outcome.NOT_MET}
    scene.home.files[CONFIGURATION] = as_json(SMART)
    scene.look(check)
    mended = scene.evidence()[0]
    assert (mended.supersedes, {each.outcome for each in mended.decisions}) == (newest.id, {Outcome.MET})


def test_a_proof_that_goes_ends_the_checks(scene: Scene) -> None:
    """From the first look without it nothing is fetched; what was fetched stays."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    scene.look(check)
    before = len(scene.evidence())
    scene.home.texts = []
    states = []
    for _ in range(3):
        states.append(scene.look(check).state)
        assert scene.home.asked == []
    assert states == [LiveState.DOUBTED, LiveState.DOUBTED, LiveState.LOST]
    ended = stand(scene.database, scene.mine, check.id)
    assert (ended.due_at, ended.ended_at) == (None, scene.clock.now())
    scene.clock.advance(EVERY.total_seconds() * 30)
    assert scene.worker.run_due() == 0
    assert len(scene.evidence()) == before


def test_a_server_that_is_away_is_told_and_given_up_in_the_end(scene: Scene) -> None:
    """Each failure with its reason and a longer wait; nothing is concluded from it."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    scene.look(check)
    before = scene.evidence()
    scene.home.fails = True
    found = scene.look(check)
    assert (found.state, found.failures) == (LiveState.PROVED, 1)
    assert {each.reason for each in found.looks[:2]} == {"It answered 503 and not 200."}
    for _ in range(MOST_FAILURES - 1):
        found = scene.look(check)
    assert found.state is LiveState.LAPSED
    assert scene.evidence() == before


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        (METADATA, b"<html>sign in</html>", "What came is no FHIR CapabilityStatement."),
        (METADATA, as_json(SMART), "What came is no FHIR CapabilityStatement."),
        (METADATA, b"[" * 100_000, "What came is no FHIR CapabilityStatement."),
        (
            CONFIGURATION,
            as_json({**SMART, "capabilities": []}),
            "The list of capabilities is empty",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(scene: Scene, path: str, sent: bytes, words: str) -> None:
    """Nothing but the document that was asked for becomes evidence; the other one still does."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    scene.home.files[path] = sent
    found = scene.look(check)
    refused = next(each for each in found.looks if each.outcome is LookOutcome.REFUSED)
    assert (refused.reason or "").startswith(words)
    assert len(scene.evidence()) == 1
    assert found.state is LiveState.PROVED


def test_a_newer_release_ends_it(scene: Scene) -> None:
    """What runs at the address now is not what it was registered for."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    with scene.database.write() as db:
        product_id = db.execute(select(products.c.id).where(products.c.slug == "scope")).scalar_one()
        newer = {"id": new_id(), "product_id": product_id, "version": "2.0", "sequence": 2}
        db.execute(insert(releases).values(**newer, released_on=date(2026, 11, 1)))
    found = scene.look(check)
    assert found.state is LiveState.SUPERSEDED
    assert scene.home.asked == []
    assert scene.register().release == "2.0"


def test_what_is_removed_meanwhile_leaves_nothing(scene: Scene) -> None:
    """The supplier's word counts, also over a look that is under way."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    real = scene.home.check

    def removing(asked: Asked) -> Checked:
        with scene.database.write(scene.mine.tenant) as db:
            service.remove(db, scene.clock, scene.mine, check.id)
        return real(asked)

    scene.home.check = removing
    found = scene.look(check)
    assert (found.state, found.looks) == (LiveState.REMOVED, [])
    assert scene.evidence() == []


def test_one_that_trips_the_worker_stops_nobody_else(scene: Scene) -> None:
    """It is told as a failure, and the next host is looked at."""

    def tripping(_: Asked) -> Checked:
        raise ZeroDivisionError

    check = scene.register()
    scene.home.check = tripping
    found = scene.look(check)
    assert (found.failures, found.looks[0].reason) == (1, TRIPPED)


def test_each_is_one_workers_own(scene: Scene, desk: Desk) -> None:
    """Of several workers at once, one looks at a host; one that died is followed by another after a while."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    scene.clock.advance(3600)
    counts: list[int] = []
    workers = [Worker(scene.database, scene.clock, scene.home, desk) for _ in range(4)]
    threads = [threading.Thread(target=_run, args=(each, counts)) for each in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 1]
    assert scene.home.asked == [METADATA, CONFIGURATION]


def test_a_claim_ends_by_itself(scene: Scene) -> None:
    """A worker that was killed in the middle leaves the check to whoever comes after its claim ran out."""
    check = scene.register()
    scene.home.texts = [check.proof.content]

    def killed(_: Asked) -> Checked:
        raise SystemExit

    real, scene.home.check = scene.home.check, killed
    scene.clock.advance(3600)
    with pytest.raises(SystemExit):
        scene.worker.run_due()
    scene.home.check = real
    assert scene.worker.run_due() == 0
    scene.clock.advance(timedelta(minutes=10).total_seconds())
    assert scene.worker.run_due() == 1
    assert stand(scene.database, scene.mine, check.id).state is LiveState.PROVED


def test_every_look_leaves_one_event(scene: Scene) -> None:
    """With what came of it, by the actor that is no person."""
    check = scene.register()
    scene.home.texts = [check.proof.content]
    scene.look(check)
    with scene.database.read() as db:
        query = select(events.c.action, events.c.actor_kind, events.c.details).order_by(events.c.sequence)
        told = db.execute(query).all()
    assert [action for action, _, _ in told] == [
        "live_check.registered",
        *["evidence.submitted", "evidence.read"] * 2,
        "live_check.checked",
    ]
    assert {kind for _, kind, _ in told[1:]} == {"system"}
    assert told[-1].details["state"] == "proved"


def _run(worker: Worker, counts: list[int]) -> None:
    counts.append(worker.run_due())
