"""What stands behind our ports: one folder for each outside party."""
