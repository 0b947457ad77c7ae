"""Numbers in, a ranking out: method, value functions, the additive score, cost, receipts. Pure."""
