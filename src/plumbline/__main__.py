"""`plumbline …`, and `python -m plumbline …`: the first step of the command line."""

import gc
import sys


def main() -> int:
    """Import what the commands need, then run one.

    More than a thousand modules come at once, and all of them stay: walking them again and again meanwhile,
    the collector takes a quarter of the start.
    """
    gc.disable()
    from plumbline.cli import main as command

    gc.freeze()
    gc.enable()
    return command()


if __name__ == "__main__":
    sys.exit(main())
