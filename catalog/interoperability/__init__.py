"""Which systems can talk with which, as far as evidence shows it."""
