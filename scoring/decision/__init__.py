"""Methods of deciding over a plain table of alternatives: the published score, and others beside it.

`scoring.decision.cases` computes any of them from one JSON file. Only the additive score ranks products
here; the others are for analysts, each with its known weakness said in its own file.
"""
