"""How assessors work: what waits for them, who has to agree, and how well they do. Pure."""
