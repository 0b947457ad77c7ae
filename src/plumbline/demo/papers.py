"""The documents of the demonstration market, as real files: one page of PDF each.

The same input always gives the same bytes: dates and ids inside the file are fixed.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from fpdf import FPDF

NOTICE = "Fictional document of a demonstration market. It describes no real product or company."


def paper(title: str, product: str, supplier: str, issued: date, lines: Sequence[str]) -> bytes:
    """A one-page document: who says what about which product, and that all of it is invented."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(datetime.combine(issued, time(9), tzinfo=UTC))
    pdf.set_title(_plain(title))
    pdf.set_lang("en-GB")
    pdf.add_page()
    pdf.set_font("helvetica", style="B", size=15)
    _write(pdf, _plain(title), 8)
    pdf.set_font("helvetica", size=10)
    for line in (f"Product: {product}", f"Supplier: {supplier}", f"Issued: {issued.isoformat()}", "", *lines):
        _write(pdf, _plain(line))
    pdf.ln(6)
    pdf.set_font("helvetica", style="I", size=9)
    _write(pdf, NOTICE, 5)
    return bytes(pdf.output())


def _write(pdf: FPDF, line: str, height: float = 5.5) -> None:
    """One line, broken only where it does not fit: looking for breaks takes most of the time of a paper."""
    fits = pdf.get_string_width(line) < pdf.epw - 2 * pdf.c_margin
    (pdf.cell if fits else pdf.multi_cell)(0, height, line, new_x="LMARGIN", new_y="NEXT")


def _plain(text: str) -> str:
    """The built-in fonts know Latin-1 only."""
    return text.replace("–", "-").replace("’", "'").encode("latin-1", "replace").decode("latin-1")
