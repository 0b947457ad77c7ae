"""A stand-in of Stripe in our own process: it keeps state and time, and moves no money.

It shows our calls and their order, and refuses what the pinned SDK's own types do not allow. How far it
behaves like Stripe is shown by tests/contract, which run against it and against a server not ours.
"""
