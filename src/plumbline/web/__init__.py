"""What every page and route shares: problem details, strict input, conditional answers, templates."""
