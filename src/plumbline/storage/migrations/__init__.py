"""The schema's history, run by `plumbline.storage.migrate`."""
