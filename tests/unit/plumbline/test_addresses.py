"""Where a request comes from: a header is a stranger's word unless the operator's proxy wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.settings import SettingsError
from plumbline.web.addresses import counted_as, proxies_of, sender_of

PROXIES = proxies_of("10.0.0.7, 10.1.0.0/24,2001:db8:1::/48")


@given(st.text() | st.lists(st.ip_addresses().map(str)).map(", ".join))
def test_without_a_proxy_the_header_is_not_even_read(forwarded: str) -> None:
    """The default: nobody is trusted."""
    assert str(sender_of("192.0.2.1", forwarded, ())) == "192.0.2.1"
    assert str(sender_of("192.0.2.1", forwarded, PROXIES)) == "192.0.2.1"


@given(st.lists(st.ip_addresses().map(str)).map(", ".join))
def test_what_stands_before_the_proxys_own_word_changes_nothing(forged: str) -> None:
    """The right-most address that is no proxy: whatever its sender wrote stands to the left."""
    said = f"{forged}, 198.51.100.9, 10.1.0.3" if forged else "198.51.100.9, 10.1.0.3"
    assert str(sender_of("10.0.0.7", said, PROXIES)) == "198.51.100.9"


@pytest.mark.parametrize("said", ["", "nonsense", "198.51.100.9, nonsense", "198.51.100.9, "])
def test_a_proxy_that_says_nothing_of_use_is_the_sender(said: str) -> None:
    """Rather all of its guests together than none."""
    assert str(sender_of("10.0.0.7", said, PROXIES)) == "10.0.0.7"


@pytest.mark.parametrize("peer", [None, "", "testclient", "/run/plumbline.sock"])
def test_a_caller_in_this_process_has_no_address(peer: str | None) -> None:
    """Nor does a header give it one."""
    assert sender_of(peer, "10.0.0.7, 198.51.100.9", PROXIES) is None


def test_what_is_counted() -> None:
    """One subscriber of IPv6 has a whole /64 to draw from; IPv4 in IPv6's clothes is IPv4."""
    seen = [sender_of(peer, "", ()) for peer in ("2001:db8::1", "2001:db8::ffff:2", "::ffff:192.0.2.1")]
    assert [counted_as(each) for each in seen if each] == ["2001:db8::/64", "2001:db8::/64", "192.0.2.1"]


def test_proxies_that_are_none_stop_the_start() -> None:
    """And are named."""
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        proxies_of("10.0.0.7, the load balancer")
