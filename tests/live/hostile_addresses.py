"""Ways to make a fetcher reach what stands inside: each a spelling of an address, and what names then say.

`{port}` is the port of a listener on 127.0.0.1 and ::1. A payload is the text that a supplier hands in, and
the zones of the name servers at that time; unless it brings its own, no name is there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from tests.live.name_server import Records, Zone

LOCAL_V4: Final = "127.0.0.1"
OUTSIDE_V4: Final = "93.184.215.14"  # an address of the public Internet; no packet is ever sent to it


class Payload(msgspec.Struct, frozen=True):
    """What a stranger hands in, and what the names say when it is looked up."""

    text: str
    zone: Zone = {}


SPELLINGS: Final = (
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.000.000.001",
    "0127.0.0.1",
    "0177.0.0.1",
    "0177.0000.0000.0001",
    "017700000001",
    "0x7f.0.0.1",
    "0x7f.0x0.0x0.0x1",
    "0x7f000001",
    "0X7F000001",
    "0x7f.1",
    "2130706433",
    "127.0.0.1.",
    "0",
    "0.0.0.0",
    "0.0",
    "0x0",
    "00000000000",
    "127.127.127.127",
    "127.255.255.254",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "[::1%25lo]",
    "[::1%lo]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "localhost.localdomain",
    "ip6-localhost",
    "ip6-loopback",
    "１２７.０.０.１",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "𝟭𝟮𝟳.𝟬.𝟬.𝟭",
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "ｌｏｃａｌｈｏｓｔ",
    "local\u00adhost",
    "local\u200bhost",
    "127.0.0.1\u200b",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "good.example@127.0.0.1",
    "user:secret@127.0.0.1",
    "good.example:443@127.0.0.1",
    "good.example%40127.0.0.1",
    "127.0.0.1\\@good.example",
    "good.example\\@127.0.0.1",
    "good.example&@127.0.0.1",
    "@127.0.0.1",
)
"""What stands where a host does; the listener's port follows it."""

WHOLE: Final = (
    "http://127.0.0.1:{port}/",
    "HTTP://localhost:{port}/",
    "https:127.0.0.1:{port}/",
    "https:/127.0.0.1:{port}/",
    "https:///127.0.0.1:{port}/",
    "https:\\\\127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    " https://127.0.0.1:{port}/",
    "\thttps://127.0.0.1:{port}/",
    "ht\ntps://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/#@good.example/",
    "https://127.0.0.1:{port}?@good.example/",
    "https://good.example#@127.0.0.1:{port}/",
    "https://good.example?@127.0.0.1:{port}/",
    "https://good.example;@127.0.0.1:{port}/",
    "https://good.example\r\nHost: 127.0.0.1:{port}\r\n\r\n",
    "https://127.0.0.1:{port}\r\n.good.example/",
    "https://good.example/%0d%0aHost:%20127.0.0.1:{port}",
    "https://127.0.0.1:{port}\x00.good.example/",
    "https://127.0.0.1:{port}/../../",
    "https://good.example/..//127.0.0.1:{port}/",
    "https://127.0.0.1:0{port}/",
    "https://127.0.0.1:{port}{port}/",
    "https://127.0.0.1:+{port}/",
    "https://127.0.0.1:-{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET",
    "dict://127.0.0.1:{port}/stats",
    "file:///etc/hostname",
    "jar:https://127.0.0.1:{port}!/",
    "data:application/json,{{}}",
    "https://" + "a" * 64 + ".example:{port}/",
    "https://" + "a." * 4000 + "example:{port}/",
    "https://[127.0.0.1]:{port}/",
    "https://[::1]]:{port}/",
    "https://[[::1]:{port}/",
)

INSIDE: Final = (
    "127.0.0.1",
    "127.0.0.53",
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::7f00:1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)
"""What a name of a stranger may stand for."""


def payloads(port: int) -> Iterator[Payload]:
    """All of them, for a listener on the port."""
    for host in SPELLINGS:
        yield Payload(f"https://{host}:{port}/")
    for text in WHOLE:
        yield Payload(text.replace("{port}", str(port)).replace("{{}}", "{}"))
    for number, ip in enumerate(INSIDE):
        name = f"inside{number}.example"
        yield Payload(f"https://{name}:{port}/", {name: [_having(ip)]})
    for number, zone in enumerate(_turning()):
        yield Payload(f"https://name{number}.example:{port}/", {f"name{number}.example": zone[0], **zone[1]})


def zone_of(tried: Iterable[Payload]) -> Zone:
    """What the names of all of them say."""
    return {name: turns for payload in tried for name, turns in payload.zone.items()}


def _having(ip: str) -> Records:
    return {"AAAA" if ":" in ip else "A": [ip]}


def _turning() -> Iterator[tuple[tuple[Records, ...], Mapping[str, tuple[Records, ...]]]]:
    """What the name stands for, time after time; and other names that it leads to."""
    good, bad, both = {"A": [OUTSIDE_V4]}, {"A": [LOCAL_V4]}, {"A": [OUTSIDE_V4, LOCAL_V4]}
    yield (bad,), {}
    yield (both,), {}
    yield ({"A": [LOCAL_V4, OUTSIDE_V4]},), {}
    yield ({"A": [OUTSIDE_V4], "AAAA": ["::1"]},), {}
    yield ({"A": [LOCAL_V4], "AAAA": ["2606:4700::1"]},), {}
    yield ({"A": [OUTSIDE_V4] * 20 + [LOCAL_V4]},), {}
    yield (good, bad), {}  # another answer to whoever asks again
    yield (bad, good), {}
    yield ({"CNAME": ["localhost"]},), {}
    yield ({"CNAME": ["inside.example"]},), {"inside.example": (bad,)}
    yield ({"CNAME": ["one.example"]},), {"one.example": ({"CNAME": ["two.example"]},), "two.example": (bad,)}
    yield ({"CNAME": ["outside.example"]},), {"outside.example": (good, bad)}
    yield ({"CNAME": ["missing.example"]},), {}
    yield ({"TXT": [f'"{LOCAL_V4}"']},), {}
    yield ({},), {}
    yield ({"FAILS": []}, bad), {}
