"""The OpenAPI document as the service hands it out: at `/api/v1/openapi.json`, the committed one."""

from collections.abc import Sequence
from typing import Any, Final

from litestar import Litestar, Request, Response, get
from litestar.enums import OpenAPIMediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.types import ControllerRouterHandler

from plumbline.web.openapi import document_of, read_examples

Asked = Request[Any, Any, Any]
MEDIA_TYPE: Final = OpenAPIMediaType.OPENAPI_JSON


def _document(app: Litestar) -> bytes:
    # Made when it is first asked for, and kept: describing every operation takes a while.
    made: bytes | None = app.state.get("openapi_document")
    if made is None:
        made = app.state["openapi_document"] = document_of(app, read_examples()).encode()
    return made


class WholeDocument(OpenAPIRenderPlugin):
    """Says the same at the framework's own address, where programs of Litestar look for it."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json", media_type=MEDIA_TYPE)

    def render(self, request: Asked, openapi_schema: dict[str, Any]) -> bytes:
        """The whole document; `openapi_schema` is the framework's draft of it."""
        return _document(request.app)


@get("/openapi.json", include_in_schema=False, media_type=MEDIA_TYPE, sync_to_thread=True)
def openapi_json(request: Asked) -> Response[bytes]:
    """The description of every operation, with its worked example."""
    return Response(_document(request.app), media_type=MEDIA_TYPE)


handlers: Sequence[ControllerRouterHandler] = (openapi_json,)
