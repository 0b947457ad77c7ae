"""Looking up names: a port, and the resolver that asks the DNS. No hosts file, no search list is read."""

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final, Protocol

import dns.exception
import dns.name
import dns.rdata
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.TXT import TXT

from plumbline.kit.errors import Unavailable
from plumbline.live.public import IPAddress

SECONDS: Final = 5.0
MOST_ANSWERS: Final = 50


class Unfetched(Exception):
    """Something could not be looked up or fetched; the reason is in words for the supplier."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Resolver(Protocol):
    """What a name stands for. A name that is not there, or has nothing of the kind, gives nothing."""

    def addresses(self, host: str) -> tuple[IPAddress, ...]:
        """Every IPv4 and IPv6 address of a host. Raises `Unfetched` where nobody can say."""
        ...

    def texts(self, name: str) -> tuple[bytes, ...]:
        """Its TXT records, the parts of each joined. Raises `Unfetched` where nobody can say."""
        ...


class DnsResolver:
    """Asks the name servers that this machine is set up with, or those that are named here."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53, seconds: float = SECONDS) -> None:
        """Raises `Unavailable` where the machine is set up with none."""
        try:
            self._dns = dns.resolver.Resolver(configure=not servers)
        except dns.resolver.NoResolverConfiguration as error:
            raise Unavailable(
                "This machine is set up with no name server.", next_step="Name one in /etc/resolv.conf."
            ) from error
        if servers:
            self._dns.nameservers = list(servers)
            self._dns.port = port
        self._seconds = seconds

    def addresses(self, host: str) -> tuple[IPAddress, ...]:
        found = [*self._asked(host, dns.rdatatype.A), *self._asked(host, dns.rdatatype.AAAA)]
        return tuple(ip_address(record.to_text()) for record in found)

    def texts(self, name: str) -> tuple[bytes, ...]:
        found = self._asked(name, dns.rdatatype.TXT)
        return tuple(b"".join(record.strings) for record in found if isinstance(record, TXT))

    def _asked(self, name: str, kind: dns.rdatatype.RdataType) -> list[dns.rdata.Rdata]:
        try:
            asked = dns.name.from_text(name, dns.name.root)
            answer = self._dns.resolve(
                asked, kind, search=False, raise_on_no_answer=False, lifetime=self._seconds
            )
        except dns.resolver.NXDOMAIN:
            return []
        except dns.exception.DNSException as error:
            raise Unfetched(f"The name servers gave no answer about {name}.") from error
        found = list(answer)
        if len(found) > MOST_ANSWERS:
            raise Unfetched(f"{name} has more than {MOST_ANSWERS} records of one kind.")
        return found
