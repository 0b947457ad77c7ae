"""The same answers, made in other ways."""
