"""The organisations of the market."""
