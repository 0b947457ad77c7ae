"""Direct purchases: from a shortlist to an order, its approval, its payment and its contract."""
