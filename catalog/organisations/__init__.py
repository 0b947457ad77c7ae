"""Organisations, what became of them, and the files that tell us. Pure: dates and bytes come in."""
