"""A linear mixed model by REML: what is the system, and what is the place and the people that use it."""
