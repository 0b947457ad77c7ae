"""The standards of the market."""
