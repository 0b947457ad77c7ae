"""One check of one host: is it still theirs, and what does the server there state? Touches no database."""

import ssl
from collections.abc import Mapping
from typing import Final, Protocol

import msgspec

from catalog.evidence.formats import Format
from plumbline.live.address import Address
from plumbline.live.fetching import MOST_BYTES, SECONDS, AnsweredOtherwise, Fetched, fetch, secure_context
from plumbline.live.proving import FILE, LARGEST_FILE, Proof, holds, record_name
from plumbline.live.public import is_public
from plumbline.live.resolving import Resolver, Unfetched
from plumbline.live.target import Allowed, Target, target_of

_FHIR: Final = "application/fhir+json, application/json;q=0.9, application/json+fhir;q=0.8"
DOCUMENTS: Final[Mapping[Format, tuple[str, str]]] = {
    Format.FHIR_CAPABILITY_STATEMENT: ("/metadata", _FHIR),
    Format.SMART_CONFIGURATION: ("/.well-known/smart-configuration", "application/json"),
}
"""What is asked of a server, by what it has to be: the end of its address, and the media types taken."""
_GONE: Final = frozenset({404, 410})
_NOT_THERE: Final[Mapping[str, str]] = {
    Proof.DNS: "The TXT record that shows whose the host is was not found.",
    Proof.FILE: "The file that shows whose the host is was not found, or holds something else.",
}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is checked: a server, and the token that shows that it is its supplier's."""

    address: Address
    proof: Proof
    token: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was asked for; either its bytes or the reason why there are none."""

    format: Format
    url: str
    ip: str | None = None
    content: bytes | None = None
    reason: str | None = None


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What a check gave. `proved` is None where nobody could say; only then or where it is False, `reason`
    says why, and nothing was asked of the server.
    """

    proved: bool | None
    reason: str = ""
    documents: tuple[Document, ...] = ()


class Checks(Protocol):
    """Whatever can check a host: the client, in the service."""

    def check(self, asked: Asked) -> Checked:
        """Never raises for what a host does."""
        ...


class Client:
    """Fetches from the public Internet. What a test puts in place of it is given here, and by no setting."""

    def __init__(
        self,
        resolver: Resolver,
        tls: ssl.SSLContext | None = None,
        allowed: Allowed = is_public,
        seconds: float = SECONDS,
    ) -> None:
        self._resolver, self._allowed, self._seconds = resolver, allowed, seconds
        self._tls = tls or secure_context()

    def check(self, asked: Asked) -> Checked:
        """Prove the host anew, then ask for each document. The host is looked up once for all of it."""
        try:
            target = target_of(self._resolver, asked.address, self._allowed)
            proved = self._proved(asked, target)
        except Unfetched as error:
            return Checked(proved=None, reason=error.reason)
        if not proved:
            return Checked(proved=False, reason=_NOT_THERE[asked.proof])
        documents = (self._document(target, format_name) for format_name in DOCUMENTS)
        return Checked(proved=True, documents=tuple(documents))

    def _proved(self, asked: Asked, target: Target) -> bool:
        if asked.proof is Proof.DNS:
            texts = self._resolver.texts(record_name(asked.address.host))
            return any(holds(text, asked.token) for text in texts)
        try:
            found = self._fetch(target, FILE, "text/plain", LARGEST_FILE)
        except AnsweredOtherwise as error:
            if error.status in _GONE:
                return False
            raise
        return holds(found.body, asked.token)

    def _document(self, target: Target, format_name: Format) -> Document:
        tail, accept = DOCUMENTS[format_name]
        url = f"{target.address}{tail}"
        try:
            found = self._fetch(target, f"{target.address.path}{tail}", accept)
        except Unfetched as error:
            return Document(format=format_name, url=url, reason=error.reason)
        return Document(format=format_name, url=url, ip=str(found.ip), content=found.body)

    def _fetch(self, target: Target, tail: str, accept: str, most_bytes: int = MOST_BYTES) -> Fetched:
        return fetch(target, tail, self._tls, accept=accept, most_bytes=most_bytes, seconds=self._seconds)
