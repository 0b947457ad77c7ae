"""How words are taken: folded, brought to their stem, known by other names, and forgiven when mistyped."""
