"""What commands say to programs."""

import msgspec


def print_json(value: object) -> None:
    """Everything, for a program to read, on standard output."""
    print(msgspec.json.format(msgspec.json.encode(value), indent=1).decode())
