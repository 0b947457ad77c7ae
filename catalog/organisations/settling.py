"""What to keep when a file tells again of a succession that is recorded already."""

import msgspec

from catalog.organisations.organisation import Succession, SuccessionKind


def settled(recorded: Succession | None, told: Succession, *, kind_stated: bool) -> Succession:
    """The one record of a pair of codes, after `told` came in.

    A source that states how each pair came about replaces what is recorded. One that does not
    (ORD, the 22 columns) can only add the day: "merger" must not turn into "succession", nor a
    day that is known into one that is not.
    """
    if recorded is None or kind_stated:
        return told
    on = told.on or recorded.on
    kind = told.kind if recorded.kind is SuccessionKind.SUCCESSION else recorded.kind
    note = recorded.note if on == recorded.on else ""  # it may speak of the day that was missing
    return msgspec.structs.replace(recorded, on=on, kind=kind, note=note)
