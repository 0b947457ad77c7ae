"""The rankings of the market."""
