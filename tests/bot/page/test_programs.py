from __future__ import annotations

from sample_desk import SampleDesk

from bot.api import build_api
from bot.page.programs import render_routes
from bot.page.texts import ENGLISH, JAPANESE


def test_the_page_names_every_route_with_its_fields_and_loads_nothing() -> None:
    described = build_api(SampleDesk()).openapi()
    page = render_routes(described, JAPANESE, address="http://desk.example")

    for path in described["paths"]:
        assert path in page
    assert "<code>history</code>" in page
    assert "<code>passage_id</code>" in page
    assert "http://desk.example/gradio_api/mcp/" in page
    assert "<script" not in page


def test_the_page_is_there_in_english() -> None:
    page = render_routes(build_api(SampleDesk()).openapi(), ENGLISH, address="")

    assert "<h1>API for developers</h1>" in page
