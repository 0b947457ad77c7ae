"""The evidence of the market."""
