"""What drawings are made of: lines, boxes and letters, in the colours of the page."""

from typing import Literal

Point = tuple[float, float]
ACCENT = "var(--drawing-accent, currentColor)"
PAPER = "var(--pst-color-background, #fff)"


def svg(width: int, height: int, shapes: list[str]) -> str:
    frame = f'<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([frame, *shapes, "</svg>\n"])


def line(
    *points: Point, belt: bool = False, control: bool = False, gap: bool = False, width: float = 2, accent: bool = False
) -> str:
    path = "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
    if belt:
        return f'<path d="{path}" fill="none" stroke="{ACCENT}" stroke-opacity=".35" stroke-width="16"/>'
    if gap:  # in the lines below it
        return f'<path d="{path}" fill="none" stroke="{PAPER}" stroke-width="10"/>'
    dashes = ' stroke-dasharray="5 4"' if control else ""
    colour = ACCENT if accent else "currentColor"
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashes}/>'


def tip(x: float, y: float, towards: Point = (1, 0), *, accent: bool = False) -> str:
    along, across = towards
    corners = [(x + dx * along - dy * across, y + dx * across + dy * along) for dx, dy in ((-4, -9), (12, 0), (-4, 9))]
    path = "M" + " L".join(f"{x:g} {y:g}" for x, y in corners)
    colour = ACCENT if accent else "currentColor"
    return f'<path d="{path} Z" fill="{colour}"/>'


def arrow(*points: Point) -> str:
    """A line whose tip touches the last point."""
    (x_from, y_from), (x, y) = points[-2:]
    along, across = (x > x_from) - (x < x_from), (y > y_from) - (y < y_from)
    tail = x - 12 * along, y - 12 * across
    return line(*points[:-1], tail) + tip(*tail, (along, across))


def valve(x: int, y: int, pipe: Literal["level", "upright"], size: float = 1) -> str:
    corners = [(dx * size, dy * size) for dx, dy in ((-20, -13), (-20, 13), (20, -13), (20, 13))]  # two triangles
    if pipe == "upright":
        corners = [(dy, dx) for dx, dy in corners]
    path = "M" + " L".join(f"{x + dx:g} {y + dy:g}" for dx, dy in corners) + " Z"
    return f'<path d="{path}" fill="{PAPER}" stroke="{ACCENT}" stroke-width="2.6" stroke-linejoin="round"/>'


def plus(x: int, y: int) -> str:
    circle = f'<circle cx="{x:g}" cy="{y:g}" r="16" fill="{PAPER}" stroke="currentColor" stroke-width="2"/>'
    return circle + f'<path d="M{x - 8:g} {y:g}h16M{x:g} {y - 8:g}v16" stroke="currentColor" stroke-width="2"/>'


def dots(x: int, y: int) -> str:
    return "".join(f'<circle cx="{x + dx:g}" cy="{y:g}" r="2.6" fill="currentColor"/>' for dx in (-11, 0, 11))


def box(x: int, y: int, width: int, text: str = "", index: str = "", *, height: int = 38) -> str:
    place = f'x="{x - width / 2:g}" y="{y - height / 2:g}" width="{width:g}" height="{height:g}" rx="8"'
    box = f'<rect {place} fill="{PAPER}" stroke="currentColor" stroke-width="2"/>'
    return box + letter(x, y + 8, text, index, upright=len(text) > 1) if text else box


def letter(
    x: int, y: int, letter: str, index: str = "", *, above: str = "", upright: bool = False, weight: bool = False
) -> str:
    """A letter, with an index below or with one below and one above; weights are in the colour of the book."""
    style = "" if upright else ' font-style="italic"'
    place = f'x="{x:g}" y="{y:g}" text-anchor="middle" fill="currentColor" font-size="26"'
    if weight:  # the style sheet of the page colours texts, not their spans
        letter = f'<tspan fill="{ACCENT}">{letter}</tspan>'
    if above:  # each in a place of its own, so that no font moves them apart
        letter += small(above, f'x="{x + 19:g}" dy="-11"') + small(index, f'x="{x + 14:g}" dy="19"')
    elif index:
        letter += small(index, 'dy="7"')
    return f"<text {place}{style}>{letter}</text>"


def small(text: str, place: str) -> str:
    style = "" if text[0].isalpha() else ' font-style="normal"'  # numbers stand upright
    return f'<tspan {place} font-size="17"{style}>{text}</tspan>'


def over(x: int, y: int, towards: Literal["left", "right"]) -> str:
    """The small arrow over a letter."""
    sign = 1 if towards == "right" else -1
    back, wings, tip = x - 9 * sign, x + 4 * sign, x + 9 * sign
    path = f"M{back:g} {y:g} L{tip:g} {y:g} M{wings:g} {y - 4:g} L{tip:g} {y:g} L{wings:g} {y + 4:g}"
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>'


def bar(x: float, y: float, width: float, height: float, *, pale: bool = False) -> str:
    """A bar that stands on y, in the colour of the book; pale, it is only an outline."""
    place = f'x="{x - width / 2:g}" y="{y - height:g}" width="{width:g}" height="{height:g}"'
    if pale:
        return f'<rect {place} fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="4 3"/>'
    return f'<rect {place} fill="{ACCENT}" stroke="none"/>'
