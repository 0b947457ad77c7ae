"""The market in memory: a columnar snapshot, kept as fresh as the database, for search and ranking."""
