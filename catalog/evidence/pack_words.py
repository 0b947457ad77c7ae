"""The one name that whoever writes a conformance pack and whoever reads one have to agree on."""

from typing import Final

OUTCOME_PROPERTY: Final = "plumbline:outcome:"
"""With a requirement's id behind it: why that requirement has no score. Its value is an outcome."""
