"""Pages of evidence."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from plumbline.evidence.release_page import evidence_page, hand_in_page

handlers: Sequence[ControllerRouterHandler] = (evidence_page, hand_in_page)
