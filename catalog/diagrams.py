"""State diagrams in Mermaid, drawn from the tables in code. Pure: text out, nothing written."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from catalog.assessing.lines import LINE_TURNS, OPEN_LINES, LineState, LineTurn
from catalog.evidence.live import LIVE_TURNS, OPEN_LIVE, LiveState, LiveTurn
from catalog.feedback.states import ANSWER_TURNS, TO_MODERATE, AnswerState, AnswerTurn
from catalog.gate_turns import GATE_TURNS, OPEN_STATES, SHUT_STATES, GateTurn
from catalog.purchasing.orders import ENDED, ORDER_TURNS, OrderState, OrderTurn
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
    drawn = "\n".join(f"    {line}" for line in _line_turns())
    table = "\n".join(["| from | to | because |", "|---|---|---|", *map(_row, LINE_TURNS)])
    queued = ", ".join(f"`{state}`" for state in OPEN_LINES)
    return f"{_LINE_HEAD}{drawn}\n```\n\n{table}\n\nIn the queue stand lines that are {queued}.\n"


def _line_turns() -> Iterator[str]:
    yield f"[*] --> {LineState.WAITING}: evidence is handed in for the requirement"
    yield f"[*] --> {LineState.DECIDED}: a reader decides as it is handed in"
    for turn in LINE_TURNS:
        yield from _arrows(turn)


def _arrows(turn: LineTurn | LiveTurn | AnswerTurn | OrderTurn) -> Iterator[str]:
    return (f"{origin} --> {turn.target}: {turn.cause}" for origin in turn.origins)


_LIVE_HEAD: Final = """\
# A live check

Generated from `catalog/evidence/live.py` by `make states`; a test fails when it is stale. A supplier
registers the server of a release, shows that its host is theirs, and the market looks at it once a day.

```mermaid
stateDiagram-v2
"""


def live_diagram() -> str:
    """The states and turns of a live check, as a Markdown page with a diagram and a table."""
    arrows = [arrow for turn in LIVE_TURNS for arrow in _arrows(turn)]
    ended = [f"{state} --> [*]" for state in LiveState if state not in OPEN_LIVE]
    lines = [f"[*] --> {LiveState.WAITING}: a supplier registers an address", *arrows, *ended]
    drawn = "\n".join(f"    {line}" for line in lines)
    table = "\n".join(["| from | to | because |", "|---|---|---|", *map(_row, LIVE_TURNS)])
    return f"{_LIVE_HEAD}{drawn}\n```\n\n{table}\n"


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
    arrows = [arrow for turn in ANSWER_TURNS for arrow in _arrows(turn)]
    given = [f"[*] --> {AnswerState.COUNTED}: it is given", f"[*] --> {AnswerState.FLAGGED}: a rule marks it"]
    drawn = "\n".join(f"    {line}" for line in (*given, *arrows))
    table = "\n".join(["| from | to | because |", "|---|---|---|", *map(_row, ANSWER_TURNS)])
    queued = ", ".join(f"`{state}`" for state in TO_MODERATE)
    closing = f"In the moderators' queue stand answers that are {queued}."
    return f"{_ANSWER_HEAD}{drawn}\n```\n\n{table}\n\n{closing}\n"


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
    arrows = [arrow for turn in ORDER_TURNS for arrow in _arrows(turn)]
    ended = [f"{state} --> [*]" for state in ENDED]
    lines = [f"[*] --> {OrderState.DRAFT}: from a shortlist, with its price frozen", *arrows, *ended]
    drawn = "\n".join(f"    {line}" for line in lines)
    table = "\n".join(["| from | to | because |", "|---|---|---|", *map(_row, ORDER_TURNS)])
    return f"{_ORDER_HEAD}{drawn}\n```\n\n{table}\n"


def _row(turn: LineTurn | LiveTurn | AnswerTurn | OrderTurn) -> str:
    return f"| {', '.join(f'`{origin}`' for origin in turn.origins)} | `{turn.target}` | {turn.cause} |"


DIAGRAMS: Final[Mapping[str, Callable[[], str]]] = {
    "gate": gate_diagram,
    "line": line_diagram,
    "live-check": live_diagram,
    "answer": answer_diagram,
    "order": order_diagram,
}
"""Name of the page under `docs/states`, and what writes its text."""
