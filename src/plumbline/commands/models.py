"""`plumbline models train`: learn the models anew from the market as it stands."""

import argparse

import msgspec

from plumbline.commands import Subparsers
from plumbline.commands.options import add_database, opened
from plumbline.commands.printing import print_json
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import SystemClock

DONE, NO = 0, 1


def add(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("models", help="train the learned models: search by meaning, themes")
    what = parser.add_subparsers(required=True, metavar="WHAT")
    train = what.add_parser(
        "train",
        help="learn them anew from the market as it stands",
        epilog="The same data, seed and libraries give the same bytes. Exit code 1 where there is too little "
        "to learn from: the model that was there stays in use. Cards: /models",
    )
    train.add_argument("--json", action="store_true", help="the cards, as JSON")
    add_database(train)
    train.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Train, and say of each model what became of it."""
    from plumbline.models.training import train_all  # scikit-learn: seconds that no other command needs

    with opened(chosen) as database:
        found = train_all(database, SystemClock(), OPERATOR)
    if chosen.json:
        print_json(msgspec.to_builtins(found))
    else:
        for each in found:
            said = f"{each.card.data}, model {each.card.model_sha256[:12]}" if each.card else each.refused
            print(f"{each.name}: {said}")
    return NO if any(each.refused for each in found) else DONE
