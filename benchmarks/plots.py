"""Plots as plain SVG text: no library, the same bytes for the same figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_STYLE = (
    "text{font:13px sans-serif;fill:#444}.t{font-weight:bold}.o{fill:#c2410c}.p{fill:#94a3b8}"
    ".a{stroke:#94a3b8;fill:none}@media(prefers-color-scheme:dark){text{fill:#ccc}}"
)
_COLOURS = ("#c2410c", "#2563eb", "#15803d", "#7c3aed")


def _svg(width: int, height: int, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">'
        f"<style>{_STYLE}</style>"
    )
    return "\n".join([head, *body, "</svg>", ""])


def bars(title: str, values: Mapping[str, float]) -> str:
    """One bar for each value, the smallest first; this project's stand out.

    Args:
        title: what is drawn, with its unit.
        values: name → value.

    Returns:
        The SVG.
    """
    body = [f'<text class="t" x="8" y="20">{escape(title)}</text>']
    largest = max(values.values()) or 1
    for row, (name, value) in enumerate(sorted(values.items(), key=lambda item: item[1])):
        y = 34 + row * 26
        length = max(1, value / largest * 380)
        kind = "o" if name.startswith("this project") else "p"
        shown = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
        body += [
            f'<text x="8" y="{y + 15}">{escape(name)}</text>',
            f'<rect class="{kind}" x="270" y="{y + 2}" width="{length:.1f}" height="18"/>',
            f'<text x="{270 + length + 6:.1f}" y="{y + 15}">{shown}</text>',
        ]
    return _svg(740, 44 + len(values) * 26, body)


def lines(title: str, curves: Mapping[str, Sequence[tuple[float, float]]]) -> str:
    """One line for each curve, both axes from zero.

    Args:
        title: what is drawn, with its unit.
        curves: name → points.

    Returns:
        The SVG.
    """
    points = [point for curve in curves.values() for point in curve]
    right, top = max(x for x, _ in points), max(y for _, y in points)

    def place(x: float, y: float) -> tuple[float, float]:
        return 60 + x / right * 480, 270 - y / top * 220

    body = [
        f'<text class="t" x="8" y="20">{escape(title)}</text>',
        '<path class="a" d="M60 40V270H560"/>',
        f'<text x="8" y="54">{top:.3g}</text>',
        '<text x="40" y="275">0</text>',
    ]
    for x in sorted({x for x, _ in points}):
        body.append(f'<text x="{place(x, 0)[0] - 8:.0f}" y="290">{x:g}x</text>')
    for (name, curve), colour in zip(curves.items(), _COLOURS, strict=False):
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in curve))
        body.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        x, y = place(*curve[-1])
        body.append(f'<text x="{x + 8:.0f}" y="{y + 4:.0f}">{escape(name)}</text>')
    return _svg(660, 300, body)
