"""What `plumbline evidence read` is told around the files: release, test houses, expected signers."""

import argparse
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec

from catalog.evidence.reading import Context, Signer, TestHouse
from plumbline.kit.clock import SystemClock, today
from plumbline.kit.errors import Malformed


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is known around the files."""
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument(
        "--product",
        metavar="NAME",
        help="the product that the files are about; for an attestation, the word that ends its address",
    )
    parser.add_argument("--version", metavar="VERSION", help="the version of it")
    parser.add_argument(
        "--test-houses",
        type=Path,
        metavar="FILE",
        help="JSON: a list of {name, keys: {key id: public JWK}} whose attestations are taken",
    )
    parser.add_argument(
        "--signer",
        nargs=2,
        action="append",
        default=[],
        metavar=("IDENTITY", "ISSUER"),
        help="who is expected to have signed bundles: an address or a workflow's URL, and who vouches for it",
    )


def context_of(chosen: argparse.Namespace, contents: Sequence[bytes]) -> Context:
    """The context that the options give. Raises `Malformed` for half a release or a file that is no list."""
    if (chosen.product is None) != (chosen.version is None):
        raise Malformed(
            "Half a release is named.", next_step="Give both --product and --version, or neither."
        )
    return Context(
        as_of=chosen.as_of or today(SystemClock()),
        release=(chosen.product, chosen.version) if chosen.product else None,
        files=frozenset(sha256(content).hexdigest() for content in contents),
        test_houses=_test_houses(chosen.test_houses),
        signers=tuple(Signer(identity=identity, issuer=issuer) for identity, issuer in chosen.signer),
    )


def _test_houses(file: Path | None) -> tuple[TestHouse, ...]:
    if file is None:
        return ()
    try:
        return msgspec.json.decode(file.read_bytes(), type=tuple[TestHouse, ...])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed(
            f"{file} is no list of test houses: {error}",
            next_step='Write [{"name": "…", "keys": {"key id": {…a public JWK…}}}].',
        ) from error
