"""Pages of evidence."""

from collections.abc import Sequence

from litestar.types import ControllerRouterHandler

from plumbline.evidence.carry_pages import carry_page, take_back_page
from plumbline.evidence.dtac_pages import dtac_answers, dtac_page
from plumbline.evidence.format_pages import format_page, formats_page
from plumbline.evidence.paper_pages import hand_in_paper, paper_page
from plumbline.evidence.release_page import evidence_page, hand_in_page

handlers: Sequence[ControllerRouterHandler] = (
    evidence_page,
    hand_in_page,
    paper_page,
    hand_in_paper,
    carry_page,
    take_back_page,
    dtac_page,
    dtac_answers,
    formats_page,
    format_page,
)
