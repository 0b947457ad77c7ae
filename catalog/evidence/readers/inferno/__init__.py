"""Inferno: the results of a run of tests, and the table that says which requirements they cover."""
