"""Brings public records in from files: all of a file, or nothing."""
