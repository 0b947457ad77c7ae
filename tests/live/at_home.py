"""Checks of a server of the tests."""

from plumbline.live.address import Address
from plumbline.live.check import Asked, Checked, Client
from plumbline.live.proving import Proof, new_token
from tests.live.name_server import Zone, ZoneResolver
from tests.live.tls_server import HOST, OUTSIDE, Authority

TOKEN = new_token()


def checked_at_home(authority: Authority, port: int, zone: Zone, proof: Proof = Proof.FILE) -> Checked:
    """A check of the server of the test, which passes for one of the public Internet."""
    client = Client(ZoneResolver(zone), authority.client(), lambda ip: str(ip) == OUTSIDE, seconds=2)
    address = Address(host=HOST, port=port, path="/r4")
    return client.check(Asked(address=address, proof=proof, token=TOKEN))
