"""What users say of a product once it is told apart from where they work and what they do there."""
