"""OpenID discovery: what `/.well-known/openid-configuration` of an identity provider states.

Shape and rules: OpenID Connect Discovery 1.0, section 3, and RFC 8414, whose document for plain OAuth 2 is
read alike. A provider's own word about itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Reader
from catalog.evidence.readers import sign_in
from catalog.evidence.readers.pick import dict_of, excerpt, text_of, texts_of
from catalog.evidence.reading import Context, Document, RejectedError, Shown, Subject

_REQUIRED: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported")
_OPENID: Final = ("subject_types_supported", "id_token_signing_alg_values_supported")
_ALGORITHMS: Final = (
    "id_token_signing_alg_values_supported",
    "userinfo_signing_alg_values_supported",
    "request_object_signing_alg_values_supported",
)


def _recognises(opened: Opened) -> bool:
    value = dict_of(opened.json) if opened.is_json else {}
    known = ("authorization_endpoint", "token_endpoint", "jwks_uri", "response_types_supported")
    return "issuer" in value and sum(name in value for name in known) >= 2


def _take_apart(opened: Opened, _context: Context, _others: Sequence[Opened]) -> Document:
    value = dict_of(opened.json)
    issuer = text_of(value.get("issuer"))
    if issuer is None:
        raise RejectedError("The issuer has no address.", "Give the issuer's https address.", "/issuer")
    is_openid = any(name in value for name in (*_OPENID, "userinfo_endpoint"))
    return Document(
        format=Format.OPENID_CONFIGURATION,
        format_version="OpenID Connect Discovery 1.0" if is_openid else "RFC 8414",
        model=value,
        subject=Subject(product=excerpt(issuer)),
        statements=tuple(sign_in.statements(value, RULES, "openid")),
    )


def issuer_address(value: Mapping[str, Any]) -> Iterator[Shown]:
    """The issuer is an https address without query or fragment."""
    issuer = text_of(value.get("issuer")) or ""
    if issuer.startswith("https://") and "?" not in issuer and "#" not in issuer:
        yield sign_in.met("/issuer", "The issuer is an https address.")
    else:
        yield sign_in.not_met("/issuer", "The issuer is no https address without query and fragment.")


def required_fields(value: Mapping[str, Any]) -> Iterator[Shown]:
    """What both specifications ask for is there, and for OpenID Connect what that adds."""
    is_openid = any(name in value for name in (*_OPENID, "userinfo_endpoint"))
    names = (*_REQUIRED, *_OPENID) if is_openid else _REQUIRED
    yield from sign_in.required(value, names, "the specification asks for it")


def proof_key(value: Mapping[str, Any]) -> Iterator[Shown]:
    """As everywhere; but OpenID discovery does not ask for the list, so its absence leaves it open."""
    if "code_challenge_methods_supported" in value:
        yield from sign_in.proof_key(value)
    else:
        yield sign_in.unknown("/code_challenge_methods_supported", "It does not say which code challenges.")


def signed_tokens(value: Mapping[str, Any]) -> Iterator[Shown]:
    """`none` is among no list of signing algorithms: what it signs could be made by anybody."""
    for name in _ALGORITHMS:
        listed = texts_of(value.get(name))
        if "none" in listed:
            yield sign_in.not_met(f"/{name}/{listed.index('none')}", f"{name} allows `none`.")
    if not any("none" in texts_of(value.get(name)) for name in _ALGORITHMS) and value.get(_ALGORITHMS[0]):
        yield sign_in.met(f"/{_ALGORITHMS[0]}", "Every listed algorithm signs.")


RULES: Final[tuple[sign_in.Rule, ...]] = (
    proof_key,
    sign_in.no_implicit_grant,
    sign_in.no_token_in_address,
    sign_in.encrypted_endpoints,
    issuer_address,
    required_fields,
    signed_tokens,
    sign_in.asymmetric_clients,
    sign_in.backend_services,
)
_TELLING: Final = (proof_key, sign_in.no_implicit_grant)
_BINDING: Final = RULES[:6]  # the others are stated, and break no rule of signing in openly

READER: Final = Reader(
    format=Format.OPENID_CONFIGURATION,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"open_sign_in": sign_in.open_sign_in(_BINDING, _TELLING)},
)
