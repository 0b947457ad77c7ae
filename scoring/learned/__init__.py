"""Models learned from texts: a space of meanings, and themes. Training needs scikit-learn, using them NumPy.

A model is data: words and figures, packed as bytes of a format of its own, never a pickle. Nothing here
reaches a score: see docs/decisions/0028-learned-models.md.
"""
