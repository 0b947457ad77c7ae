"""The accounts of the market."""
