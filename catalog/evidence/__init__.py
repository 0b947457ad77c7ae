"""Evidence: what suppliers hand in, what assessors decide about it, and what it shows on a day."""
