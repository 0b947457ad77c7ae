"""Billing: what suppliers pay for listing and assessment, and how. No score ever reads it."""
