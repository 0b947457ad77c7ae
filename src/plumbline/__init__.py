"""The service: API, pages, storage, accounts and the command line."""
