"""Ratios against peers and against the floor. `python -m benchmarks`; writes var/bench.json."""
