"""How much a document from a stranger may cost to open. Every reader stays below these."""

from typing import Final

MOST_BYTES: Final = 8 * 1024 * 1024
"""Of any document. Real ones seen: 1.7 MB of test results, 1.1 MB of a capability statement."""

MOST_YAML_BYTES: Final = 1024 * 1024
"""YAML costs about fifty times as much to open as JSON of the same size."""

MOST_NODES: Final = 150_000
"""Values in a JSON document. A key with its value costs 200 bytes, a statement on it 250. The most seen:
41,000."""

MOST_YAML_NODES: Final = 50_000
"""Values in a YAML document: each costs up to 800 bytes and 15 µs. The most seen: 6,000."""

MOST_XML_NODES: Final = 100_000
"""Elements and attributes in an XML document, which cost up to 500 bytes each. The most seen: 1,000."""

LONGEST_NAME: Final = 200
"""Characters of an XML name with its namespace, which is copied for each element, and of a YAML number."""

LONGEST_POINTER: Final = 500
"""Characters of a pointer to a place in a document, which is made for each place."""

DEEPEST: Final = 64
"""Levels of nesting."""

LONGEST_EXCERPT: Final = 300
"""Characters of a document's own words that are kept beside a statement."""

MOST_STATEMENTS: Final = 5_000
"""Of one document that are kept one by one; beyond that, the worst are, and the rest is counted."""

MOST_NOTES: Final = 50
"""Of one document."""

MOST_LINES: Final = 10
"""Of one document that say the same about one requirement; of these the one that decides is always kept."""
