"""Pages of rankings."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from plumbline.rankings.method_pages import method_page, methods_page

handlers: Sequence[ControllerRouterHandler] = (methods_page, method_page)
