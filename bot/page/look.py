"""How Gradio is set up: its plainest look, nothing sent, nothing that the page does not use."""

from __future__ import annotations

from typing import Any

import gradio as gr

from bot.page.frame import ASSETS

SANS = (
    "Hiragino Sans",
    "Hiragino Kaku Gothic ProN",
    "Yu Gothic UI",
    "Yu Gothic",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Meiryo",
    "system-ui",
    "sans-serif",
)


def theme() -> Any:
    """Return Gradio's plainest theme with system fonts; assets/page.css does the rest."""
    fonts = [gr.themes.Font(name) for name in SANS]
    return gr.themes.Base(font=fonts, font_mono=fonts).set(
        body_background_fill="#faf9f6",
        body_background_fill_dark="#16191d",
        body_text_color="#20242a",
        body_text_color_dark="#e8e6e1",
    )


def mount_options(style: str = "chat.css") -> dict[str, Any]:
    """Return what ``gradio.mount_gradio_app`` is told about the page's look and limits."""
    return {
        "theme": theme(),
        # Not as Gradio's "css": it rewrites every rule, and those with :is() wrongly. In the
        # page's own head it would be overruled by what Gradio adds later.
        "head": f"<style>{(ASSETS / style).read_text(encoding='utf-8')}</style>",
        "favicon_path": str(ASSETS / "favicon.png"),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": True,
        "enable_monitoring": False,
        "max_file_size": 1,
    }
