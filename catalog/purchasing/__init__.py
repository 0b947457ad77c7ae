"""Buying directly, without a competition: the states of an order, and what the law sets as a ceiling."""
