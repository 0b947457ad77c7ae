"""What users say, as people like a buyer's own would say it: their roles, their kind of organisation."""
