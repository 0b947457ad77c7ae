"""Live checks: what suppliers' own servers state, fetched from hosts that are shown to be theirs."""
