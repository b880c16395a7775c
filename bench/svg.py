"""A plot of lines as SVG: the x axis by powers of ten, the y axis from nothing up, so that what is constant is level."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 640, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 40, 50
_COLOURS = ("#1f5fa8", "#b5541c", "#2f7d4f", "#7a4fa0")
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """Points (x, y) in order of x, every x above 0."""

    name: str
    points: Sequence[tuple[float, float]]


def plot(title: str, across: str, upward: str, lines: Sequence[Line]) -> str:
    """The picture, with the titles of both axes. Raises ValueError where there is no point."""
    points = [point for line in lines for point in line.points]
    if not points:
        raise ValueError("there is nothing to plot")
    scale = _Scale.of(points)
    body = (
        f'<text x="{_LEFT}" y="20" font-size="14" font-weight="bold">{escape(title)}</text>',
        *_axes(scale, across, upward),
        *(part for number, line in enumerate(lines) for part in _drawn(line, number, scale)),
    )
    inside = "\n".join(body)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="11">\n'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>\n{inside}\n</svg>\n'
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """From values to places: x from its lowest power of ten to its highest, y from 0 to a round number."""

    low: int
    high: int
    top: float

    @staticmethod
    def of(points: Sequence[tuple[float, float]]) -> _Scale:
        low = math.floor(math.log10(min(x for x, _ in points)))
        high = max(low + 1, math.ceil(math.log10(max(x for x, _ in points))))
        return _Scale(low, high, _round_up(max(y for _, y in points)))

    def x(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return round(_LEFT + share * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        return round(_HEIGHT - _BOTTOM - value / self.top * (_HEIGHT - _TOP - _BOTTOM), 1)


def _round_up(value: float) -> float:
    """The next of 1, 2 and 5 times a power of ten."""
    if value <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


def _axes(scale: _Scale, across: str, upward: str) -> Iterator[str]:
    for step in range(_STEPS + 1):
        value = scale.top * step / _STEPS
        place = scale.y(value)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{place}" y2="{place}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 6}" y="{place + 4}" text-anchor="end">{value:,.10g}</text>'
    for power in range(scale.low, scale.high + 1):
        yield f'<text x="{scale.x(10**power)}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">{10**power:,}</text>'
    yield f'<text x="{(_LEFT + _WIDTH) / 2}" y="{_HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>'
    middle = (_TOP + _HEIGHT - _BOTTOM) / 2
    yield f'<text x="16" y="{middle}" text-anchor="middle" transform="rotate(-90 16 {middle})">{escape(upward)}</text>'


def _drawn(line: Line, number: int, scale: _Scale) -> Iterator[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    places = [(scale.x(x), scale.y(y)) for x, y in line.points]
    joined = " ".join(f"{x},{y}" for x, y in places)
    yield f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield from (f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places)
    yield f'<text x="{_WIDTH - _RIGHT}" y="{20 + 14 * number}" text-anchor="end" fill="{colour}">{escape(line.name)}</text>'
