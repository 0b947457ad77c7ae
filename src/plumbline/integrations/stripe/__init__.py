"""Stripe: the payment processor, and a stand-in of it that runs in our own process."""
