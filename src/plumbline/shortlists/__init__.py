"""The shortlists of the market."""
