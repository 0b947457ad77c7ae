"""The OpenAPI document: its words, and the corrections that make it say what the service does."""

from litestar.openapi import OpenAPIConfig


def openapi_config() -> OpenAPIConfig:
    """OpenAPI 3.1 for `/api/v1`; pages are left out by their handlers."""
    return OpenAPIConfig(
        title="Plumbline",
        version="1",
        description="An open marketplace for health IT. Nothing is claimed that is not evidenced.",
        path="/api/v1/schema",
        render_plugins=[],
    )
