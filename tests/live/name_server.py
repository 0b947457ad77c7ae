"""A name server on this machine for zones of a test, and a resolver that reads the same zones without one."""

import contextlib
import socket
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Final

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from plumbline.live.public import IPAddress
from plumbline.live.resolving import MOST_ANSWERS, Unfetched

Records = Mapping[str, Sequence[str]]
"""What a name has, by kind: "A", "AAAA", "TXT", "CNAME"; under "FAILS" anything, for a server that fails."""
Zone = Mapping[str, Sequence[Records]]
"""By name, what is answered the first time the name is asked about, the second, and from then on."""
_DEEPEST: Final = 8


class _Zones:
    def __init__(self, zone: Zone) -> None:
        self._zone, self._asked = zone, Counter[tuple[str, str]]()

    def answer(self, name: str, kind: str) -> list[tuple[str, str, Sequence[str]]] | None:
        """Chain of (name, kind, values); None for a name that is not there. Raises LookupError on failure."""
        found: list[tuple[str, str, Sequence[str]]] = []
        for _ in range(_DEEPEST):
            turns = self._zone.get(name)
            if turns is None:
                return found or None
            records = turns[min(self._asked[name, kind], len(turns) - 1)]
            self._asked[name, kind] += 1
            if "FAILS" in records:
                raise LookupError(name)
            if kind in records:
                return [*found, (name, kind, records[kind])]
            if "CNAME" not in records:
                return found
            found.append((name, "CNAME", records["CNAME"]))
            name = records["CNAME"][0]
        return found


class ZoneResolver:
    """Answers from zones, as `DnsResolver` does from name servers."""

    def __init__(self, zone: Zone) -> None:
        self._zones = _Zones(zone)

    def addresses(self, host: str) -> tuple[IPAddress, ...]:
        return tuple(ip_address(each) for kind in ("A", "AAAA") for each in self._values(host, kind))

    def texts(self, name: str) -> tuple[bytes, ...]:
        return tuple(_unquoted(each) for each in self._values(name, "TXT"))

    def _values(self, name: str, kind: str) -> Sequence[str]:
        try:
            found = self._zones.answer(name, kind) or []
        except LookupError as error:
            raise Unfetched(f"The name servers gave no answer about {name}.") from error
        values = [value for _, its, values in found if its == kind for value in values]
        if len(values) > MOST_ANSWERS:
            raise Unfetched(f"{name} has more than {MOST_ANSWERS} records of one kind.")
        return values


def _unquoted(text: str) -> bytes:
    """The joined strings of a TXT record as a zone file has it: `"one" "two"`."""
    return "".join(part for number, part in enumerate(text.split('"')) if number % 2).encode()


@contextmanager
def name_server(zone: Zone) -> Iterator[int]:
    """The port of a name server on 127.0.0.1, by UDP and by TCP, that knows the zone and nothing else."""
    zones = _Zones(zone)
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        port = int(tcp.getsockname()[1])
        udp.bind(("127.0.0.1", port))
        serving = [
            threading.Thread(target=_serve_udp, args=(udp, zones)),
            threading.Thread(target=_serve_tcp, args=(tcp, zones)),
        ]
        for thread in serving:
            thread.start()
        try:
            yield port
        finally:
            for on in (tcp, udp):
                with contextlib.suppress(OSError):  # it wakes whoever waits, connected or not
                    on.shutdown(socket.SHUT_RDWR)
            for thread in serving:
                thread.join()


def _serve_udp(udp: socket.socket, zones: _Zones) -> None:
    while True:
        try:
            asked, whom = udp.recvfrom(4096)
            if not asked:
                return
            wire = _answered(zones, asked).to_wire(max_size=65535)
            if len(wire) > 1232:  # too large for one packet: ask again by TCP
                short = dns.message.make_response(dns.message.from_wire(asked))
                short.flags |= dns.flags.TC
                wire = short.to_wire()
            udp.sendto(wire, whom)
        except OSError:
            return


def _serve_tcp(tcp: socket.socket, zones: _Zones) -> None:
    while True:
        try:
            one, _ = tcp.accept()
        except OSError:
            return
        with one:
            length = int.from_bytes(one.recv(2), "big")
            wire = _answered(zones, one.recv(length)).to_wire(max_size=65535)
            one.sendall(len(wire).to_bytes(2, "big") + wire)


def _answered(zones: _Zones, wire: bytes) -> dns.message.Message:
    asked = dns.message.from_wire(wire)
    answer = dns.message.make_response(asked)
    question = asked.question[0]
    name = question.name.to_text(omit_final_dot=True).lower()
    try:
        found = zones.answer(name, dns.rdatatype.to_text(question.rdtype))
    except LookupError:
        answer.set_rcode(dns.rcode.SERVFAIL)
        return answer
    if found is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    for owner, kind, values in found or ():
        texts = [f"{value}." if kind == "CNAME" else value for value in values]
        answer.answer.append(dns.rrset.from_text_list(f"{owner}.", 0, "IN", kind, texts))
    return answer
