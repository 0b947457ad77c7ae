"""What comments are about, over HTTP and on pages: told where there is enough, and nothing of few."""

from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]


def test_a_product_with_many_comments_has_themes(market_client: Client) -> None:
    """Each with words, a size, a trend and comments; every comment counted once."""
    found = market_client.get("/api/v1/products/kindly/themes").json()
    assert found["comments"] >= 10
    assert found["organisations"] >= 2
    assert sum(theme["comments"] for theme in found["themes"]) + found["of_none"] == found["comments"]
    for theme in found["themes"]:
        assert theme["words"]
        assert 1 <= len(theme["examples"]) <= 3
        assert sum(quarter["comments"] for quarter in theme["trend"]) == theme["comments"]
        assert {quarter["of"] >= quarter["comments"] for quarter in theme["trend"]} == {True}


def test_a_product_with_few_is_told_nothing(market_client: Client) -> None:
    """Too few answers for a figure, or too few comments; and none at all."""
    for slug in ("northing-gp", "sedgewick-specimen", "dovetail-record"):
        found = market_client.get(f"/api/v1/products/{slug}/themes").json()
        assert found["themes"] == []
        assert found["note"]
    assert market_client.get("/api/v1/products/none/themes").status_code == 404


def test_the_market_has_themes_that_come_and_go_and_shows_no_comment(market_client: Client) -> None:
    """In the story that the demonstration tells, printing got worse and signing in better."""
    found = market_client.get("/api/v1/themes").json()
    assert found["product"] is None
    assert all(theme["examples"] == [] for theme in found["themes"])
    going = {theme["direction"] for theme in found["themes"]}
    assert {"rising", "falling"} <= going
    rising = next(theme for theme in found["themes"] if theme["direction"] == "rising")
    assert {"print", "printing", "labels"} & set(rising["words"])


def test_pages_tell_them(market_client: Client) -> None:
    """With the words, a share, and where they come from."""
    page = market_client.get("/products/kindly").text
    assert "What comments are about" in page
    assert "How themes are found" in page
    shown, folded = page.split('id="smaller-themes"')
    themes = market_client.get("/api/v1/products/kindly/themes").json()["themes"]
    assert [", ".join(theme["words"]) in shown for theme in themes] == [at < 3 for at in range(len(themes))]
    assert ", ".join(themes[-1]["words"]) in folded
    assert "Themes are told once there are enough answers" in market_client.get("/products/northing-gp").text
    assert "Of all products together" in market_client.get("/themes").text
    assert "Planted themes found again" in market_client.get("/models/themes").text
