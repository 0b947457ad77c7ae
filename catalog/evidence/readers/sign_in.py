"""How a server says that people and programs sign in to it: rules that its two documents share.

Rules: RFC 7636 (proof key), RFC 8414 and OpenID Connect Discovery 1.0 (fields), OAuth 2.1 (grants dropped),
SMART App Launch 2.2 (asymmetric authentication, backend services). Each yields nothing where it does
not apply.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from catalog.evidence.readers.pick import dict_of, excerpt, text_of, texts_of
from catalog.evidence.reading import Document, Shown, Statement
from catalog.words import Outcome

Rule = Callable[[Mapping[str, Any]], Iterator[Shown]]
_SMART_ALGORITHMS: Final = frozenset({"RS384", "ES384"})
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")


def met(pointer: str, reason: str) -> Shown:
    """It is so."""
    return Shown(outcome=Outcome.MET, pointer=pointer, reason=reason)


def not_met(pointer: str, reason: str) -> Shown:
    """It is shown not to be so."""
    return Shown(outcome=Outcome.NOT_MET, pointer=pointer, reason=reason)


def unknown(pointer: str, reason: str) -> Shown:
    """The document does not say."""
    return Shown(outcome=Outcome.INCONCLUSIVE, pointer=pointer, reason=reason)


def proof_key(value: Mapping[str, Any]) -> Iterator[Shown]:
    """S256 has to be among the code challenge methods, and `plain` must not be."""
    pointer = "/code_challenge_methods_supported"
    methods = texts_of(value.get("code_challenge_methods_supported"))
    if "plain" in methods:
        yield not_met(pointer, "The method `plain` is offered.")
    elif "S256" in methods:
        yield met(pointer, "S256 is offered, and plain is not.")
    else:
        yield not_met(pointer, "No S256 code challenge is offered.")


def no_implicit_grant(value: Mapping[str, Any]) -> Iterator[Shown]:
    """Neither the implicit nor the password grant may be offered (OAuth 2.1 drops both)."""
    grants = texts_of(value.get("grant_types_supported"))
    old = sorted({"implicit", "password"} & set(grants))
    if old:
        pointer = f"/grant_types_supported/{grants.index(old[0])}"
        yield not_met(pointer, f"Grants that are no longer safe are offered: {', '.join(old)}.")
    elif grants:
        yield met("/grant_types_supported", "Neither implicit nor password is offered.")


def no_token_in_address(value: Mapping[str, Any]) -> Iterator[Shown]:
    """No response type may hand a token out through the address, as the implicit flow does."""
    for number, kind in enumerate(texts_of(value.get("response_types_supported"))):
        if "token" in kind.split():
            reason = f"The response type {excerpt(kind)!r} hands tokens out in the address."
            yield not_met(f"/response_types_supported/{number}", reason)
            return
    if texts_of(value.get("response_types_supported")):
        yield met("/response_types_supported", "No response type hands a token out in the address.")


def encrypted_endpoints(value: Mapping[str, Any]) -> Iterator[Shown]:
    """Every endpoint is an https address."""
    for name in _ENDPOINTS:
        address = text_of(value.get(name))
        if address is not None and not address.startswith("https://"):
            yield not_met(f"/{name}", f"The {name} is no https address.")
            return
    if text_of(value.get("token_endpoint")):
        yield met("/token_endpoint", "The endpoints are https addresses.")


def asymmetric_clients(value: Mapping[str, Any]) -> Iterator[Shown]:
    """Clients can prove who they are by a key of their own (`private_key_jwt`), not by a shared secret."""
    methods = texts_of(value.get("token_endpoint_auth_methods_supported"))
    capabilities = texts_of(value.get("capabilities"))
    pointer = "/token_endpoint_auth_methods_supported"
    if "private_key_jwt" not in methods and "client-confidential-asymmetric" not in capabilities:
        if methods:
            yield not_met(pointer, "Clients cannot sign in by a key of their own (private_key_jwt).")
        else:
            yield unknown(pointer, "It does not say how clients prove who they are.")
        return
    algorithms = texts_of(value.get("token_endpoint_auth_signing_alg_values_supported"))
    if algorithms and not _SMART_ALGORITHMS & set(algorithms):
        at = "/token_endpoint_auth_signing_alg_values_supported"
        yield not_met(at, "Neither RS384 nor ES384 is among the algorithms for it.")
    else:
        yield met(pointer, "Clients can sign in by a key of their own.")


def backend_services(value: Mapping[str, Any]) -> Iterator[Shown]:
    """Programs can come in without a person: `client_credentials`, and a key of their own."""
    grants = texts_of(value.get("grant_types_supported"))
    pointer = "/grant_types_supported"
    if not grants:
        yield unknown(pointer, "It does not say which grants it offers.")
    elif "client_credentials" not in grants:
        yield not_met(pointer, "The grant client_credentials is not offered.")
    elif any(shown.outcome is Outcome.MET for shown in asymmetric_clients(value)):
        yield met(pointer, "client_credentials is offered, with a key of the client's own.")
    else:
        yield unknown(pointer, "client_credentials is offered, without a key of the client's own.")


def required(value: Mapping[str, Any], names: tuple[str, ...], why: str) -> Iterator[Shown]:
    """Every one of the fields is there; the first that is not is a failure."""
    for name in names:
        if value.get(name) in (None, "", [], {}):
            yield not_met(f"/{name}", f"{name} is missing, though {why}.")
            return
    yield met(f"/{names[0]}", f"{', '.join(names)}: there, as {why}.")


def statements(value: Mapping[str, Any], rules: tuple[Rule, ...], prefix: str) -> Iterator[Statement]:
    """What each rule finds, one by one."""
    for rule in rules:
        for shown in rule(value):
            yield Statement(
                about=f"{prefix}:{rule.__name__}",
                outcome=shown.outcome,
                pointer=shown.pointer,
                text=shown.reason,
            )


def open_sign_in(rules: tuple[Rule, ...], telling: tuple[Rule, ...]) -> Callable[..., Iterator[Shown]]:
    """Access by an open standard: all that the `telling` rules find, and the failures of the others."""

    def rule(document: Document, _given: Mapping[str, object]) -> Iterator[Shown]:
        value = dict_of(document.model)
        for each in telling:
            yield from each(value)
        for each in rules:
            if each not in telling:
                yield from (shown for shown in each(value) if shown.outcome is Outcome.NOT_MET)

    return rule
