"""SMAA-2: how often each alternative comes first, second … under all weights that are still possible.

Lahdelma & Salminen, Operations Research 49(3), 2001.
"""
