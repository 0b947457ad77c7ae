"""The products of the market."""
