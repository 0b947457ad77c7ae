"""State diagrams in Mermaid, drawn from the tables in code. Pure: text out, nothing written."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, Protocol

from catalog.assessing.lines import LINE_TURNS, OPEN_LINES, LineState
from catalog.evidence.live import LIVE_TURNS, OPEN_LIVE, LiveState
from catalog.feedback.states import ANSWER_TURNS, TO_MODERATE, AnswerState
from catalog.gate_turns import GATE_TURNS, OPEN_STATES, SHUT_STATES, GateTurn
from catalog.purchasing.orders import ENDED, ORDER_TURNS, OrderState
from catalog.purchasing.refunds import REFUND_TURNS, RefundState
from catalog.words import GateState

_HEAD: Final = """\
# The gate of a product

Generated from `catalog/gate_turns.py` by `make states`; a test fails when it is stale. The gate is
computed for any day from the standards and the product's history up to that day. A product starts
in whichever state its evidence puts it on the day it is listed.

```mermaid
stateDiagram-v2
"""


def gate_diagram() -> str:
    """The gate's states and turns, as a Markdown page with a diagram and a table."""
    lines = [*_states(), *_turns()]
    drawn = "\n".join(f"    {line}" for line in lines)
    return f"{_HEAD}{drawn}\n```\n\n{_table()}"


def _states() -> Iterator[str]:
    yield 'state "May be bought" as open {'
    yield from (f"    {state}" for state in _in_order(OPEN_STATES))
    yield "}"
    yield "[*] --> open: listed, with all that is due shown"
    yield "[*] --> not_assessed: listed, with too little shown"
    yield "[*] --> phasing_out: listed, with a failure shown"


def _turns() -> Iterator[str]:
    for turn in GATE_TURNS:
        for origin in _origins(turn):
            yield f"{origin} --> {turn.target}: {turn.cause}"
    yield f"{GateState.WITHDRAWN} --> [*]"


def _origins(turn: GateTurn) -> Iterable[str]:
    """A turn from every open state is one arrow from their frame."""
    return ["open"] if turn.origins == OPEN_STATES else _in_order(turn.origins)


def _in_order(states: Iterable[GateState]) -> list[str]:
    chosen = set(states)
    return [state.value for state in GateState if state in chosen]


def _table() -> str:
    rows = ["| from | to | because |", "|---|---|---|"]
    for turn in GATE_TURNS:
        origins = ", ".join(f"`{origin}`" for origin in _in_order(turn.origins))
        rows.append(f"| {origins} | `{turn.target}` | {turn.cause} |")
    bought = ", ".join(f"`{state}`" for state in _in_order(OPEN_STATES))
    shut = ", ".join(f"`{state}`" for state in _in_order(SHUT_STATES))
    closing = f"A product may be bought while it is {bought}. It may not while it is {shut}, or withdrawn."
    return "\n".join([*rows, "", closing, ""])


_LINE_HEAD: Final = """\
# A line of the assessors' queue

Generated from `catalog/assessing/lines.py` by `make states`; a test fails when it is stale. A line is one
piece of evidence and one requirement. Its state is computed from the reviews, decisions and replies that
are recorded. Which requirements need two assessors stands in `catalog/standards/assessing/policy.toml`.

```mermaid
stateDiagram-v2
"""


def line_diagram() -> str:
    """The states and turns of a line, as a Markdown page with a diagram and a table."""
    begun = (
        f"[*] --> {LineState.WAITING}: evidence is handed in for the requirement",
        f"[*] --> {LineState.DECIDED}: a reader decides as it is handed in",
    )
    queued = ", ".join(f"`{state}`" for state in OPEN_LINES)
    closing = f"In the queue stand lines that are {queued}."
    return turns_page(_LINE_HEAD, LINE_TURNS, begun, closing=closing)


_LIVE_HEAD: Final = """\
# A live check

Generated from `catalog/evidence/live.py` by `make states`; a test fails when it is stale. A supplier
registers the server of a release, shows that its host is theirs, and the market looks at it once a day.

```mermaid
stateDiagram-v2
"""


def live_diagram() -> str:
    """The states and turns of a live check, as a Markdown page with a diagram and a table."""
    begun = (f"[*] --> {LiveState.WAITING}: a supplier registers an address",)
    ended = (f"{state} --> [*]" for state in LiveState if state not in OPEN_LIVE)
    return turns_page(_LIVE_HEAD, LIVE_TURNS, begun, ended)


_ANSWER_HEAD: Final = """\
# An answer of somebody who uses a product

Generated from `catalog/feedback/states.py` by `make states`; a test fails when it is stale. The state is
computed from what is recorded: the versions of the answer, the marks of rules, rulings and appeals. A mark
takes nothing away. What does not count is withdrawn by whoever gave it, or held by a moderator's ruling.

```mermaid
stateDiagram-v2
"""


def answer_diagram() -> str:
    """The states and turns of an answer, as a Markdown page with a diagram and a table."""
    given = (f"[*] --> {AnswerState.COUNTED}: it is given", f"[*] --> {AnswerState.FLAGGED}: a rule marks it")
    queued = ", ".join(f"`{state}`" for state in TO_MODERATE)
    closing = f"In the moderators' queue stand answers that are {queued}."
    return turns_page(_ANSWER_HEAD, ANSWER_TURNS, given, closing=closing)


_ORDER_HEAD: Final = """\
# An order

Generated from `catalog/purchasing/orders.py` by `make states`; a test fails when it is stale. What is ordered
is bought directly, below the threshold that the organisation set. No path reaches the supplier but by the
approval of a second person, who neither drafted the order nor asked for it.

```mermaid
stateDiagram-v2
"""


def order_diagram() -> str:
    """The states and turns of an order, as a Markdown page with a diagram and a table."""
    begun = (f"[*] --> {OrderState.DRAFT}: from a shortlist, with its price frozen",)
    return turns_page(_ORDER_HEAD, ORDER_TURNS, begun, (f"{state} --> [*]" for state in ENDED))


_REFUND_HEAD: Final = """\
# A refund of an order

Generated from `catalog/purchasing/refunds.py` by `make states`; a test fails when it is stale. The supplier
gives back what was paid for an order, wholly or in part. It follows what the payment processor holds, re-read
each time, and it leaves the contract as it was agreed.

```mermaid
stateDiagram-v2
"""


def refund_diagram() -> str:
    """The states and turns of a refund, as a Markdown page with a diagram and a table."""
    begun = (
        f"[*] --> {RefundState.INTENDED}: the supplier gives back, written down before anybody is asked",
    )
    return turns_page(_REFUND_HEAD, REFUND_TURNS, begun, (f"{RefundState.FAILED} --> [*]",))


class Turn(Protocol):
    """A turn of any table: from which states, to which, and why."""

    @property
    def origins(self) -> Sequence[StrEnum]: ...
    @property
    def target(self) -> StrEnum: ...
    @property
    def cause(self) -> str: ...


def turns_page(
    head: str, turns: Sequence[Turn], begun: Iterable[str], ended: Iterable[str] = (), *, closing: str = ""
) -> str:
    """A Markdown page of turns: a diagram, a table and what is said last. `head` ends in an open diagram."""
    arrows = (f"{origin} --> {turn.target}: {turn.cause}" for turn in turns for origin in turn.origins)
    drawn = "\n".join(f"    {line}" for line in (*begun, *arrows, *ended))
    rows = (f"| {', '.join(f'`{each}`' for each in t.origins)} | `{t.target}` | {t.cause} |" for t in turns)
    table = "\n".join(["| from | to | because |", "|---|---|---|", *rows])
    return "\n".join([f"{head}{drawn}\n```\n", table, *([f"\n{closing}"] if closing else []), ""])


DIAGRAMS: Final[Mapping[str, Callable[[], str]]] = {
    "gate": gate_diagram,
    "line": line_diagram,
    "live-check": live_diagram,
    "answer": answer_diagram,
    "order": order_diagram,
    "refund": refund_diagram,
}
"""Name of the page under `docs/states`, and what writes its text."""
