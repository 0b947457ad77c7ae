"""`plumbline evidence submit`: hand in what stands in a folder, over the API of a running service."""

import argparse
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx
import msgspec

from plumbline.commands import Subparsers
from plumbline.commands.evidence_lots import files_in, lots_of
from plumbline.commands.printing import print_json
from plumbline.evidence.many_schemas import Became, FileOut, HandedInOut
from plumbline.kit.errors import Invalid, Unavailable
from plumbline.settings import SettingsError

DONE, NO = 0, 1
TOKEN: Final = "PLUMBLINE_TOKEN"  # noqa: S105 a variable's name
_AGAIN: Final = frozenset({429, 503})
_TRIES: Final = 3
_LONGEST_WAIT: Final = 60
_SECONDS: Final = 120.0


def add(what: Subparsers) -> None:
    """Add the command to `plumbline evidence`."""
    parser = what.add_parser(
        "submit",
        help="hand in the files of a folder, and see what became of each",
        epilog=f"The token stands in the environment: {TOKEN}. Files of one folder are read together. Exit "
        "code 0: nothing was refused. 1: a file was. 3: the service or the files could not be used.",
    )
    parser.add_argument("places", type=Path, nargs="+", metavar="DIR", help="a folder, or a file")
    parser.add_argument(
        "--release",
        type=release_of,
        required=True,
        metavar="PRODUCT[@VERSION]",
        help="the product's name in addresses; with a version, only if that is its current release",
    )
    parser.add_argument("--server", type=server_of, required=True, metavar="URL")
    parser.add_argument("--json", action="store_true", help="everything, as JSON")
    parser.set_defaults(run=run)


def release_of(text: str) -> tuple[str, str | None]:
    """Product and version of "tern-record@4.9". Raises `ArgumentTypeError`."""
    product, at, version = text.partition("@")
    if not product or (at and not version):
        raise argparse.ArgumentTypeError("write PRODUCT or PRODUCT@VERSION, for example tern-record@4.9")
    return product, version or None


def server_of(text: str) -> str:
    """The address without its last slash. Raises `ArgumentTypeError` where a token would go in the open."""
    found = urlsplit(text)
    if found.scheme == "https" and found.hostname:
        return text.rstrip("/")
    if found.scheme == "http" and found.hostname in ("127.0.0.1", "localhost", "::1"):
        return text.rstrip("/")
    raise argparse.ArgumentTypeError("write https://…; plain http would show your token to others")


def run(chosen: argparse.Namespace) -> int:
    """Hand in lot by lot; what a later lot's failure leaves behind is the earlier ones, which were told."""
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise SettingsError(f"{TOKEN} is not set: put the token in it. Make one on /account/tokens.")
    files = files_in(chosen.places)
    if not files:
        raise Invalid("There is no file to hand in.", next_step="Name a folder with files in it.")
    product, version = chosen.release
    told: list[dict[str, Any]] = []
    refused = False
    with httpx.Client(base_url=chosen.server, headers={"authorization": f"Bearer {token}"}) as client:
        for lot in lots_of(files):
            answer = _hand_in(client, product, version, lot)
            refused = refused or any(file.became is Became.REFUSED for file in answer.files)
            if chosen.json:
                told.append(_as_json(lot, answer))
            else:
                print("\n".join(_in_words(lot, answer)), flush=True)
    if chosen.json:
        print_json(told)
    return NO if refused else DONE


def _hand_in(client: httpx.Client, product: str, version: str | None, lot: Sequence[Path]) -> HandedInOut:
    parts = [("file", (file.name, file.read_bytes(), "application/octet-stream")) for file in lot]
    path = f"/api/v1/products/{quote(product, safe='')}/evidence/files"
    query = {"release": version} if version else {}
    answer = _answer(client, path, query, parts)
    try:
        return msgspec.json.decode(answer.content, type=HandedInOut)
    except msgspec.DecodeError as error:
        raise Unavailable(
            f"{client.base_url} answered with something else than a receipt.",
            next_step="Check that --server is the address of a Plumbline service of this version.",
        ) from error


def _answer(client: httpx.Client, path: str, query: Mapping[str, str], parts: list[Any]) -> httpx.Response:
    """The answer, asked for again with the same key where a try may have been lost on the way."""
    key = {"idempotency-key": str(uuid4())}
    for left in reversed(range(_TRIES)):
        try:
            answer = client.post(path, params=query, files=parts, headers=key, timeout=_SECONDS)
        except httpx.TransportError as error:
            if left:
                continue
            raise Unavailable(
                f"{client.base_url} cannot be reached: {error}", next_step="Check --server, and try again."
            ) from error
        if answer.is_success:
            return answer
        if answer.status_code not in _AGAIN or not left:
            raise _problem(answer)
        wait = answer.headers.get("retry-after", "1")
        time.sleep(min(int(wait) if wait.isdecimal() else 1, _LONGEST_WAIT))
    raise AssertionError("the last try answers or raises")


def _problem(answer: httpx.Response) -> Invalid:
    try:
        said = answer.json()
        detail, step = str(said["detail"]), said.get("next_step")
    except (ValueError, KeyError, TypeError, AttributeError):
        detail, step = f"The service answered with status {answer.status_code}.", None
    return Invalid(detail, next_step=str(step) if step else None)


def _as_json(lot: Sequence[Path], answer: HandedInOut) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(answer)
    for path, file in zip(lot, shown["files"], strict=True):
        file["path"] = str(path)
    return shown


def _in_words(lot: Sequence[Path], answer: HandedInOut) -> list[str]:
    lines = [
        line for path, file in zip(lot, answer.files, strict=True) for line in _file_in_words(path, file)
    ]
    moved = answer.moved
    lines += [f"{each.requirement_id}: {each.before} -> {each.after}" for each in moved.requirements]
    lines += [f"{each.standard_id}: {each.before} -> {each.after}" for each in moved.verdicts]
    gate = f"{moved.gate_before} -> {moved.gate_after}"
    return [*lines, f"gate: {gate if moved.gate_before != moved.gate_after else moved.gate_after}"]


def _file_in_words(path: Path, file: FileOut) -> list[str]:
    if file.refused is not None:
        at = f"At {file.refused.pointer}: " if file.refused.pointer else ""
        return [f"{path}: refused. {at}{file.refused.reason} {file.refused.next_step}"]
    if file.read is None:
        return [f"{path}: {file.became.replace('_', ' ')}. {file.note}"]
    head = f"{path}: {file.read.format_name} {file.read.format_version}".rstrip()
    return [f"{head}, counts until {file.read.valid_until}"] + [
        f"  {line.requirement_id:<14}{line.outcome:<16}{line.assurance:<12}{line.pointer}  {line.reason}"
        for line in file.read.findings
    ]
