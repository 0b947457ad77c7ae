"""How much a document from a stranger may cost to open. Every reader stays below these."""

from typing import Final

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of any document. Real ones seen: 1.7 MB of test results, 1.1 MB of a capability statement."""

MOST_YAML_BYTES: Final = 1024 * 1024
"""YAML costs about fifty times as much to open as JSON of the same size."""

MOST_NODES: Final = 400_000
"""Values in a JSON or YAML document, elements in an XML one: what bounds its size in memory."""

DEEPEST: Final = 64
"""Levels of nesting."""

LONGEST_EXCERPT: Final = 300
"""Characters of a document's own words that are kept beside a statement."""

MOST_STATEMENTS: Final = 5_000
"""Of one document that are kept one by one; beyond that, the worst are, and the rest is counted."""
