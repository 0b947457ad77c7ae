"""Which batches of answers stand apart: a mark for a moderator, never a verdict."""
