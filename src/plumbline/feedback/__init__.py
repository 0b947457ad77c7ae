"""The feedback of the market."""
