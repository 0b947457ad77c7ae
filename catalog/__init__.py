"""The words of the domain: standards, products, evidence, findings, verdicts. Pure: no I/O but its data."""
