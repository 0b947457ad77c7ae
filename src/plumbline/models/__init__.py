"""The learned models: training, keeping, and their cards."""
