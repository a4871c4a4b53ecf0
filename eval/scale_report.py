"""The report on how costs grow: Markdown, and one page of HTML with its plots in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from eval.bench_search import PART_TITLES

COLOURS = (
    "#1f6f8b",
    "#b3541e",
    "#4d7c0f",
    "#7b4ea3",
    "#a8324a",
    "#2a6fdb",
    "#8a6d1b",
    "#18766a",
    "#6b7280",
    "#c2410c",
    "#0f766e",
    "#94a3b8",
)
_SHOWN_BYTES = ("catalog.sqlite", "chroma", "dense", "lexical")
Table = tuple[Sequence[str], Sequence[Sequence[str]]]


def scale_tables(figures: Mapping[str, Any]) -> dict[str, Table]:
    """Return title → heads and rows of text."""
    sizes = figures["sizes"]
    smallest = sizes[0]["search"]["processor_ms"]["p95"]
    search, shares, ingest = [], [], []
    for size in sizes:
        asked, taken = size["search"], size["ingest"]
        busy, clock, memory = asked["processor_ms"], asked["search_ms"], asked["memory_mib"]
        of_city, parts, bare = asked["filtered_processor_ms"], asked["parts_ms"], asked["bare_ms"]
        search.append(
            (
                f"{asked['passages']:,}",
                f"{asked['vectors']:,}",
                f"{busy['median']} / {busy['p95']}",
                f"{clock['median']} / {clock['p95']}",
                f"{busy['p95'] / smallest:.2f}",
                f"{of_city['median']} / {of_city['p95']}",
                f"{asked['recall_at_10']:.3f}",
                f"{asked['chroma_recall_at_10']:.3f}",
                f"{memory['peak']:.0f}",
                f"{memory['with_chroma']:.0f}",
            )
        )
        shares.append(
            (
                f"{asked['passages']:,}",
                *(f"{parts[name]['median']}" for name in PART_TITLES),
                *(f"{bare[name]['median']}" for name in ("encoder", "chroma", "bm25s")),
            )
        )
        first, again = taken["first"], taken["again"]
        busy_first = first["processor_seconds"]
        ingest.append(
            (
                f"{taken['passages']:,}",
                f"{busy_first:.0f} ({first['seconds']:.0f})",
                f"{busy_first / taken['passages'] * 1000:.2f}",
                f"{again['processor_seconds'] / busy_first:.3f}",
                f"{taken['peak_mib']:.0f}",
                *(f"{taken['bytes'].get(part, 0) / 2**20:.0f}" for part in _SHOWN_BYTES),
            )
        )
    return {
        "検索": (
            (
                "箇所",
                "ベクトル",
                "処理装置 ms 中央値 / 95%",
                "時計 ms 中央値 / 95%",
                "95%の比",
                "市で絞る ms 中央値 / 95%",
                "再現率@10",
                "Chroma の再現率@10",
                "メモリ MiB",
                "Chroma も開いて MiB",
            ),
            search,
        ),
        "検索の内訳(処理装置の ms、中央値)と、部品だけの時間": (
            ("箇所", *PART_TITLES.values(), "素の encoder", "素の Chroma", "素の bm25s"),
            shares,
        ),
        "取り込み": (
            (
                "箇所",
                "処理装置 秒(時計)",
                "1箇所 ms",
                "再取り込みの比",
                "メモリ MiB",
                *(f"{part} MiB" for part in _SHOWN_BYTES),
            ),
            ingest,
        ),
    }


def scale_markdown(figures: Mapping[str, Any]) -> str:
    """Return the figures for a person."""
    lines = ["# 規模と速さ", "", _place(figures)]
    for title, (heads, rows) in scale_tables(figures).items():
        lines += ["", f"## {title}", "", _line(heads), "|---" * len(heads) + "|"]
        lines += [_line(row) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _place(figures: Mapping[str, Any]) -> str:
    place = figures["machine"]
    return (
        f"{place['system']} {place['architecture']}、{place['cores']}コア、"
        f"Python {figures['versions']['python']}。時間は処理装置の時間で、"
        "「比」は最も小さい規模に対するものです。"
    )


def scale_page(figures: Mapping[str, Any]) -> str:
    """Return one page of HTML that loads nothing: tables and plots."""
    parts = [
        "<!doctype html>",
        '<html lang="ja"><head><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<title>規模と速さ</title>",
        "<style>body{font:15px/1.6 sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem}"
        "table{border-collapse:collapse;display:block;overflow-x:auto}"
        "td,th{border:1px solid #bbb;padding:.2rem .6rem;text-align:right}"
        "svg{max-width:100%;height:auto}</style></head><body>",
        f"<h1>規模と速さ</h1><p>{escape(_place(figures))}</p>",
        f"<h2>伸び</h2>{scale_plot(figures)}",
        f"<h2>検索の内訳</h2>{shares_plot(figures)}",
    ]
    for title, (heads, rows) in scale_tables(figures).items():
        parts.append(f"<h2>{escape(title)}</h2><table><tr>")
        parts += [f'<th scope="col">{escape(head)}</th>' for head in heads]
        parts.append("</tr>")
        for row in rows:
            parts.append(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>")
        parts.append("</table>")
    return "\n".join([*parts, "</body></html>"]) + "\n"


def shares_plot(figures: Mapping[str, Any]) -> str:
    """Return an SVG image: a bar for each size, of what a search's parts take."""
    sizes = figures["sizes"]
    width, left, row, top = 640, 80, 34, 10
    sums = [sum(s["search"]["parts_ms"][name]["median"] for name in PART_TITLES) for s in sizes]
    scale = (width - left - 70) / max(*sums, 0.1)
    height = top + row * len(sizes) + 20 * math.ceil(len(PART_TITLES) / 4) + 10
    parts = _opened(width, height, "検索の内訳")
    for number, (size, total) in enumerate(zip(sizes, sums, strict=True)):
        y, x = top + row * number, float(left)
        parts.append(
            f'<text x="{left - 8}" y="{y + 17}" text-anchor="end">'
            f"{size['search']['passages']:,}</text>"
        )
        for (name, title), colour in zip(PART_TITLES.items(), COLOURS, strict=False):
            time = size["search"]["parts_ms"][name]["median"]
            parts.append(
                f'<rect x="{x:.1f}" y="{y}" width="{time * scale:.1f}" height="24" '
                f'fill="{colour}"><title>{escape(title)} {time} ms</title></rect>'
            )
            x += time * scale
        parts.append(f'<text x="{x + 6:.1f}" y="{y + 17}">{total:.1f} ms</text>')
    for number, (title, colour) in enumerate(zip(PART_TITLES.values(), COLOURS, strict=False)):
        x, y = left + 140 * (number % 4), top + row * len(sizes) + 20 * (number // 4) + 8
        parts.append(
            f'<rect x="{x}" y="{y}" width="10" height="10" fill="{colour}"/>'
            f'<text x="{x + 14}" y="{y + 10}">{escape(title)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def scale_plot(figures: Mapping[str, Any]) -> str:
    """Return an SVG image: processor time of a search and of an ingest against the size."""
    sizes = figures["sizes"]
    passages = [size["search"]["passages"] for size in sizes]
    series = {
        "検索 中央値 (ms)": [size["search"]["processor_ms"]["median"] for size in sizes],
        "検索 95% (ms)": [size["search"]["processor_ms"]["p95"] for size in sizes],
        "取り込み (秒)": [size["ingest"]["first"]["processor_seconds"] for size in sizes],
    }
    return growth_plot(passages, series)


def growth_plot(sizes: Sequence[int], series: Mapping[str, Sequence[float]]) -> str:
    """Return an SVG image of lines on logarithmic scales."""
    width, height, left, top, right, bottom = 640, 360, 60, 20, 150, 40
    values = [value for line in series.values() for value in line if value > 0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: float) -> float:
        share = (math.log10(size) - first) / (last - first) if last > first else 0.5
        return left + share * (width - left - right)

    def y(value: float) -> float:
        share = (math.log10(max(value, 10.0**low)) - low) / (high - low)
        return height - bottom - share * (height - top - bottom)

    parts = _opened(width, height, "規模による伸び")
    for power in range(low, high + 1):
        parts.append(
            f'<line x1="{left}" x2="{width - right}" y1="{y(10.0**power):.1f}" '
            f'y2="{y(10.0**power):.1f}" stroke="#ddd"/><text x="{left - 6}" '
            f'y="{y(10.0**power) + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    parts += [
        f'<text x="{x(size):.1f}" y="{height - bottom + 18}" text-anchor="middle">{size:,}</text>'
        for size in sizes
    ]
    for (name, line), colour in zip(series.items(), COLOURS, strict=False):
        points = " ".join(f"{x(s):.1f},{y(v):.1f}" for s, v in zip(sizes, line, strict=True))
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{width - right + 8}" y="{y(line[-1]) + 4:.1f}" fill="{colour}">'
            f"{escape(name)}</text>"
        )
    parts.append(f'<text x="{left}" y="{height - 6}">箇所（対数）</text></svg>')
    return "\n".join(parts) + "\n"


def _opened(width: int, height: int, title: str) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{escape(title)}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
