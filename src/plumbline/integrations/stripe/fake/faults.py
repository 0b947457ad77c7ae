"""What can go wrong on the way to the processor and back, to be switched on by a test."""

from typing import Literal

import httpx
import msgspec

from plumbline.integrations.stripe.fake.refusal import Refusal

Way = Literal["crash before", "crash after", "lost before", "lost after", "busy", "broken"]
"""Our process dies before or after the processor did it; the request or its answer is lost; 429; 500."""


class Crashed(BaseException):
    """Our own process died here. No `Exception`: nothing may catch it and go on."""


class Broken(BaseException):
    """The stand-in itself is at fault. No `Exception`, so that it is seen."""


class Fault(msgspec.Struct):
    """Something that happens `times` times to requests whose "POST /v1/invoices" holds `at`."""

    way: Way
    at: str = ""
    times: int = 1
    after: int = 0  # let so many pass first


class Faults:
    """Those that are switched on."""

    def __init__(self) -> None:
        self._on: list[Fault] = []

    def add(self, way: Way, at: str = "", *, times: int = 1, after: int = 0) -> None:
        """Switch one on."""
        self._on.append(Fault(way, at, times, after))

    def hit(self, said: str) -> Fault | None:
        """The fault that this request meets, if any; it is used up by that."""
        for fault in self._on:
            if fault.at in said and fault.times > 0:
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                return fault
        return None


def before(fault: Fault | None) -> None:
    """What happens before the processor heard of it."""
    match fault.way if fault else None:
        case "crash before":
            raise Crashed
        case "lost before":
            raise httpx.ConnectError("The stand-in was told to lose this request.")
        case "busy":
            raise Refusal("Too many requests.", "rate_limit", status=429, kind="rate_limit_error")
        case "broken":
            raise Refusal("Something broke inside.", status=500, kind="api_error")


def after(fault: Fault | None) -> None:
    """What happens after it was done."""
    match fault.way if fault else None:
        case "crash after":
            raise Crashed
        case "lost after":
            raise httpx.ReadError("The stand-in was told to lose this answer.")
