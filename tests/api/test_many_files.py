"""Many files at once, over HTTP: what became of each, and one bad one never loses the good."""

import json
from hashlib import sha256
from typing import Any

import pytest
from httpx import Response

from tests.api.evidence_asked import (
    CERTIFICATE,
    FILE,
    OTHERS,
    OWN,
    Client,
    Headers,
    assert_problem,
    hand_in,
    kept,
    sign_in,
)
from tests.api.test_machine_readable import named
from tests.storage.bom_made import BOM, FLAWED
from tests.unit.plumbline.test_read_together import RUN, TABLE

File = tuple[str, bytes]
PATH = f"/api/v1/products/{OWN}/evidence/files"
NOTES = b"%PDF-1.4 the plan that the answers name"
ANSWERS = {
    "format": "plumbline-dtac-answers",
    "form": "DTAC-2.0",
    "product": OWN,
    "release": "4.9",
    "date": "2026-11-01",
    "answers": {"C1.2.3": {"answer": "yes", "note": "", "file": sha256(NOTES).hexdigest()}},
}


def hand_in_files(client: Client, headers: Headers, *files: File, query: str = "") -> Response:
    """The answer to files that came together."""
    parts = [("file", (name, content, "application/octet-stream")) for name, content in files]
    return client.post(f"{PATH}{query}", files=parts, headers=headers)


def bill(document: dict[str, Any] = BOM, version: str = "4.9") -> File:
    """A bill of materials of the demonstration's own product."""
    return "bom.json", json.dumps(named(document, version)).encode()


def became(answer: Response) -> list[str]:
    """What became of each file, in order."""
    assert answer.status_code == 200, answer.text
    return [each["became"] for each in answer.json()["files"]]


def test_one_that_is_refused_stops_none_of_the_others(demo_client: Client, demo_url: str) -> None:
    """Broken, unknown, empty and too large: each with a reason and a next step; the good one is read."""
    before = kept(demo_url)
    files = [
        ("broken.json", b'{"bomFormat": "CycloneDX", '),
        ("notes.pdf", b"%PDF-1.4 nobody knows"),
        ("empty.json", b""),
        bill(),
        ("large.json", b"[" + b" " * 20_000_000 + b"]"),
    ]
    answer = hand_in_files(demo_client, sign_in(demo_client, "supplier"), *files)
    assert became(answer) == ["refused", "refused", "refused", "read", "refused"]
    told = answer.json()
    assert told["counts"] == {"refused": 4, "read": 1}
    for each in (each["refused"] for each in told["files"] if each["became"] == "refused"):
        assert each["reason"]
        assert each["next_step"]
    assert [each["refused"]["format"] for each in told["files"][:2]] == [None, None]
    assert told["files"][2]["refused"]["reason"] == "The file is empty."
    assert "20,000,002 bytes" in told["files"][4]["refused"]["reason"]
    assert kept(demo_url) == (before[0] + 1, before[1] + 1)


def test_what_each_moved_adds_up_to_what_all_moved(demo_client: Client) -> None:
    """Requirement by requirement from where it stood, and the verdict of the standard."""
    supplier = sign_in(demo_client, "supplier")
    answer = hand_in_files(
        demo_client, supplier, bill(FLAWED), ("run.json", RUN), ("table.csv", TABLE)
    ).json()
    moves = {each["requirement_id"]: each for each in answer["moved"]["requirements"]}
    assert moves["ARCH-CYBER"]["after"] == "not_met"
    parts = [each["requirement_id"] for file in answer["files"] for each in file["moved"]["requirements"]]
    assert sorted(parts) == sorted(moves)
    assert {each["standard_id"]: each["after"] for each in answer["moved"]["verdicts"]}["NHS-ARCH"] == (
        "non_compliant"
    )
    run = answer["files"][1]
    assert run["together_with"] == ["table.csv"]
    assert [each["requirement_id"] for each in run["read"]["findings"]] == ["UKCORE-1"]


def test_a_file_that_another_names_is_kept_for_an_assessor(demo_client: Client) -> None:
    """The answer counts as documented by it, and the file itself waits."""
    files = [("answers.json", json.dumps(ANSWERS).encode()), ("plan.pdf", NOTES)]
    answer = hand_in_files(demo_client, sign_in(demo_client, "supplier"), *files)
    assert became(answer) == ["read", "kept"]
    answers, plan = answer.json()["files"]
    found = {each["requirement_id"]: each for each in answers["read"]["findings"]}
    assert (found["C1.2.3"]["outcome"], found["C1.2.3"]["assurance"]) == ("met", "documented")
    stands = demo_client.get(f"/api/v1/evidence/{plan['evidence_id']}").json()
    assert (stands["kind"], stands["requirement_ids"]) == ("document", ["C1.2.3"])
    assert "answers.json" in plan["note"]


def test_what_is_here_already_is_said_and_not_doubled(demo_client: Client, demo_url: str) -> None:
    """The same bytes under another name, twice in one lot, and in a second one."""
    supplier = sign_in(demo_client, "supplier")
    name, content = bill()
    first = hand_in_files(demo_client, supplier, (name, content), ("copy.json", content))
    assert became(first) == ["read", "already_here"]
    count = kept(demo_url)
    again = hand_in_files(demo_client, supplier, ("other name.json", content))
    assert became(again) == ["already_here"]
    assert again.json()["files"][0]["evidence_id"] == first.json()["files"][0]["evidence_id"]
    assert again.json()["moved"]["requirements"] == []
    assert kept(demo_url) == count
    hand_in(demo_client, supplier, CERTIFICATE, FILE)
    assert became(hand_in_files(demo_client, supplier, ("certificate.pdf", FILE["file"][1]))) == [
        "already_here"
    ]


def test_what_comes_later_joins_what_is_here(demo_client: Client) -> None:
    """A run that was handed in alone is read again with its table, and the new reading replaces the old."""
    supplier = sign_in(demo_client, "supplier")
    first = hand_in_files(demo_client, supplier, ("run.json", RUN)).json()["files"][0]
    again = hand_in_files(demo_client, supplier, ("run.json", RUN), ("table.csv", TABLE))
    assert became(again) == ["read", "read"]
    run = again.json()["files"][0]
    assert run["replaces"] == first["evidence_id"]
    assert [each["requirement_id"] for each in run["read"]["findings"]] == ["UKCORE-1"]
    assert became(hand_in_files(demo_client, supplier, ("run.json", RUN), ("table.csv", TABLE))) == [
        "already_here",
        "already_here",
    ]


def test_strange_forms_leave_nothing(demo_client: Client, demo_url: str) -> None:
    """No file, too many, a part of another name, text in place of a file: 422; another release: 409."""
    supplier, before = sign_in(demo_client, "supplier"), kept(demo_url)
    many = [(f"{n}.json", b"{}") for n in range(41)]
    assert "40" in assert_problem(hand_in_files(demo_client, supplier, *many), 422, "/file")["detail"]
    none = {"file": (None, "")}
    assert_problem(demo_client.post(PATH, files=none, headers=supplier), 422, "/file")
    text = {"file": (None, "words")}
    assert_problem(demo_client.post(PATH, files=text, headers=supplier), 422, "/file")
    strange: dict[str, Any] = {"file": bill(), "a/b": (None, "x")}
    assert_problem(demo_client.post(PATH, files=strange, headers=supplier), 422, "/a~1b")
    assert_problem(demo_client.post(PATH, json={}, headers=supplier), 422)
    problem = assert_problem(hand_in_files(demo_client, supplier, bill(), query="?release=4.8"), 409)
    assert "4.9" in problem["detail"]
    assert became(hand_in_files(demo_client, supplier, bill(), query="?release=4.9")) == ["read"]
    assert kept(demo_url) == (before[0] + 1, before[1] + 1)


def test_names_are_made_harmless(demo_client: Client) -> None:
    """However long, and whatever stands in them."""
    name, content = "../" + "ü" * 600 + "\u202e.json", bill()[1]
    answer = hand_in_files(
        demo_client, sign_in(demo_client, "supplier"), (name, content), ("\\\\x\\..", b"?")
    )
    assert became(answer) == ["read", "refused"]
    shown = [each["name"] for each in answer.json()["files"]]
    assert shown[0].endswith("ü.json")
    assert len(shown[0]) <= 200
    assert shown[1] == "file"
    beyond = hand_in_files(demo_client, sign_in(demo_client, "supplier"), ("ü" * 5000, content))
    assert "file name" in assert_problem(beyond, 400)["detail"]


def test_nobody_hands_in_for_others(demo_client: Client, demo_url: str) -> None:
    """Another supplier's product reads as missing; without the role, before any file is read."""
    before = kept(demo_url)
    supplier = sign_in(demo_client, "supplier")
    path = PATH.replace(OWN, OTHERS)
    assert_problem(demo_client.post(path, files=[("file", bill())], headers=supplier), 404)
    assert_problem(
        demo_client.post(PATH, files=[("file", bill())], headers=sign_in(demo_client, "buyer")), 403
    )
    assert kept(demo_url) == before


@pytest.mark.parametrize("key", ["a-lot-of-files"])
def test_the_same_key_has_one_effect(demo_client: Client, demo_url: str, key: str) -> None:
    """A retry is answered as before; the key with other files is refused."""
    headers = sign_in(demo_client, "supplier") | {"Idempotency-Key": key}
    first = hand_in_files(demo_client, headers, bill())
    count = kept(demo_url)
    again = hand_in_files(demo_client, headers, bill())
    assert (again.status_code, again.json()) == (200, first.json())
    assert_problem(hand_in_files(demo_client, headers, bill(FLAWED)), 422)
    assert kept(demo_url) == count
