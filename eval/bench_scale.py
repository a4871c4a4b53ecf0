"""How the costs of ingest and search grow with the number of passages."""

from __future__ import annotations

import json
import math
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from eval.bench_search import PARTS
from eval.municipalities import write_documents
from eval.provenance import machine, versions
from ingest.errors import MadoguchiError

_QUESTIONS = 100
_SEED = 11
_COLOURS = ("#1f6f8b", "#b3541e", "#4d7c0f")


def run_scale(sizes: Sequence[int], *, progress: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of one knowledge base of each size, smallest first.

    Every ingest and every search runs in a process of its own, so that memory is theirs
    alone.

    Args:
        sizes: passages, as near as documents allow.
        progress: told in Japanese what is measured next.

    Raises:
        MadoguchiError: a part failed.
    """
    figures = []
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory(prefix="madoguchi-scale-") as name:
            folder = Path(name)
            progress(f"{size:,} 箇所: 文書を作っています")
            asked = write_documents(folder / "documents", passages=size)
            random.Random(_SEED).shuffle(asked)
            questions = folder / "questions.json"
            questions.write_text(json.dumps(asked[:_QUESTIONS], ensure_ascii=False), "utf-8")
            progress(f"{size:,} 箇所: 取り込みを計っています")
            ingest = _run("eval.bench_ingest", folder / "kb", folder / "documents")
            progress(f"{size:,} 箇所: 検索を計っています")
            search = _run("eval.bench_search", folder / "kb", questions)
            figures.append({"asked_for": size, "ingest": ingest, "search": search})
    return {"machine": machine(), "versions": versions(), "sizes": figures}


def _run(module: str, *paths: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise MadoguchiError(f"計測が失敗しました（{module}）: {done.stderr.strip()[-400:]}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def scale_markdown(figures: Mapping[str, Any]) -> str:
    """Return the figures for a person."""
    sizes = figures["sizes"]
    smallest = sizes[0]["search"]
    place = figures["machine"]
    lines = [
        "# 規模と速さ",
        "",
        f"{place['system']} {place['architecture']}、{place['cores']}コア、"
        f"Python {figures['versions']['python']}。時間は処理装置の時間、括弧内は時計の時間です。"
        "「比」は最も小さい規模に対するものです。",
        "",
        "| 箇所 | ベクトル | 検索 中央値 | 検索 95% | 95%の比 | 市で絞る 95% "
        "| 再現率@10 | 検索のメモリ | 取り込み | 1箇所あたり | 再取り込み "
        "| 取り込みのメモリ | ディスク |",
        "|---" * 13 + "|",
    ]
    for size in sizes:
        search, ingest = size["search"], size["ingest"]
        busy, clock = search["processor_ms"], search["search_ms"]
        first, again = ingest["first"], ingest["again"]
        lines.append(
            f"| {search['passages']:,} | {search['vectors']:,} "
            f"| {busy['median']}（{clock['median']}）ms | {busy['p95']}（{clock['p95']}）ms "
            f"| {busy['p95'] / smallest['processor_ms']['p95']:.2f} "
            f"| {search['filtered_processor_ms']['p95']}（{search['filtered_ms']['p95']}）ms "
            f"| {search['recall_at_10']:.3f} | {search['memory_mib']['peak']} MiB "
            f"| {first['processor_seconds']}（{first['seconds']}）秒 "
            f"| {first['processor_seconds'] / ingest['passages'] * 1000:.2f} ms "
            f"| {again['processor_seconds'] / first['processor_seconds']:.3f} "
            f"| {ingest['peak_mib']} MiB | {sum(ingest['bytes'].values()) / 2**20:.0f} MiB |"
        )
    names = [name for name, _, _ in PARTS]
    lines += ["", "検索の内訳（中央値、時計の ms）と、部品だけの時間", ""]
    lines += [f"| 箇所 | {' | '.join(names)} | 素の encoder | 素の Chroma | 素の bm25s |"]
    lines += ["|---" * (len(names) + 4) + "|"]
    for size in sizes:
        search = size["search"]
        parts = [search["parts_ms"][name]["median"] for name in names]
        bare = [search["bare_ms"][name]["median"] for name in ("encoder", "chroma", "bm25s")]
        lines.append(f"| {search['passages']:,} | {' | '.join(map(str, [*parts, *bare]))} |")
    return "\n".join(lines) + "\n"


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

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
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
    for (name, line), colour in zip(series.items(), _COLOURS, strict=False):
        points = " ".join(f"{x(s):.1f},{y(v):.1f}" for s, v in zip(sizes, line, strict=True))
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{width - right + 8}" y="{y(line[-1]) + 4:.1f}" fill="{colour}">'
            f"{escape(name)}</text>"
        )
    parts.append(f'<text x="{left}" y="{height - 6}">箇所（対数）</text></svg>')
    return "\n".join(parts) + "\n"
