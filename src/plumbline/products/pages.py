"""Pages of products."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

handlers: Sequence[ControllerRouterHandler] = ()
