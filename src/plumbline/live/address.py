"""The address of a server as a supplier may register it: nothing in it could mean two things.

Whatever a parser somewhere could read in another way is refused: names and passwords, numbers for hosts,
strange ports, queries, percent signs. This keeps mistakes out early; what keeps the market's own network
safe is that only public addresses are connected to (`plumbline.live.public`).
"""

import re
from collections.abc import Collection
from typing import Final

import idna
import msgspec

from plumbline.kit.errors import Invalid

HTTPS: Final = 443
LONGEST: Final = 300
_LONGEST_HOST: Final = 200  # the name that proves control stands in front, and 253 is the end of all names
_ADDRESS: Final = re.compile(
    r"(?i:https)://(?P<host>[^/?#:@\[\]\\%\s]+)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)?"
)
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP: Final = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_NOBODYS: Final = re.compile(
    "arpa|corp|home|internal|intranet|invalid|lan|local|localdomain|localhost|onion|private|test"
)
_EXAMPLE: Final = "Write it like https://fhir.supplier.example/r4"


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a FHIR server stands. `host` is in ASCII and lower case, `path` is "" or begins with "/"."""

    host: str
    port: int = HTTPS
    path: str = ""

    @property
    def authority(self) -> str:
        """Host, and the port where it is another than 443: as the `Host` header has it."""
        return self.host if self.port == HTTPS else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        return f"https://{self.authority}{self.path}"


def address_of(text: str, ports: Collection[int] = ()) -> Address:
    """The address that `text` spells. `ports` are allowed beside 443. Raises `Invalid` at `/address`."""
    said = text.strip(" ")
    found = _ADDRESS.fullmatch(said) if len(said) <= LONGEST else None
    if found is None:
        raise _wrong(_why(said))
    host, port = _host(found["host"]), int(found["port"] or HTTPS)
    if port != HTTPS and port not in ports:
        listed = "".join(f" or {each}" for each in sorted(ports))
        raise _wrong(f"Port {port} is not fetched from here, only 443{listed}.")
    path = (found["path"] or "").rstrip("/")
    if any(part in ("", ".", "..") for part in path.split("/")[1:]):
        raise _wrong("The path has an empty part, or one of dots.")
    address = Address(host=host, port=port, path=path)
    if len(str(address)) > LONGEST:  # a name in another alphabet is longer in ASCII
        raise _wrong(_why(str(address)))
    return address


def _why(said: str) -> str:
    if len(said) > LONGEST:
        return f"An address may have {LONGEST} characters; this has {len(said):,}."
    if not said.lower().startswith("https://"):
        return "Only https is fetched."
    rest = said[len("https://") :]
    if "@" in rest.partition("/")[0]:
        return "An address with a name or a password in front of its host is not fetched."
    if "?" in rest or "#" in rest:
        return "Leave out what follows the path: the market adds what it asks for."
    return "This is no address of a server in the form that is fetched."


def _host(said: str) -> str:
    """The host in ASCII. A name, never a number: whatever ends in digits may be read as an IP address."""
    try:
        name = idna.encode(said.lower().removesuffix(".")).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise _wrong("The host is no name that the Internet's names may have.") from error
    labels = name.split(".")
    if len(name) > _LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise _wrong("The host is no name that the Internet's names may have.")
    if not _TOP.fullmatch(labels[-1]):
        raise _wrong("Give the host by its name: numbers are not fetched from.")
    if len(labels) < 2 or _NOBODYS.fullmatch(labels[-1]):
        raise _wrong("The host is a name inside somebody's own network, not one of the public Internet.")
    return name


def _wrong(detail: str) -> Invalid:
    return Invalid.field("/address", detail, next_step=_EXAMPLE)
