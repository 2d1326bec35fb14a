"""Drawings: SVG for the page itself, with letters and no words, in the colours of `book/_static/book.css`."""

from itertools import pairwise
from pathlib import Path
from typing import Literal

Point = tuple[int, int]


# -------------------------------------------------------------------------------------------------- the whole drawings
def recurrent_unrolled() -> str:
    """A recurrent network with its loop, and the same network unrolled: U and W are the same at each step."""
    state, bottom, step = 96, 190, 94
    columns = [214 + step * t for t in range(4)]
    shapes = [
        # with its loop: what leaves on the right comes back on the left
        _arrow((70, state), (126, state), (126, 42), (14, 42), (14, state), (44, state)),
        _arrow((70, bottom), (70, state + 19)),
        _box(70, state, 52, "h"),
        _letter(70, 30, "W", weight=True),
        _letter(92, 160, "U", weight=True),
        _letter(70, bottom + 26, "x", "t"),
        _letter(159, state + 8, "=", upright=True),
        # unrolled
        *(_arrow((x, state), (x + step - 23, state)) for x in columns[:-1]),
        _arrow((columns[-1], state), (columns[-1] + 66, state)),
        _dots(columns[-1] + 87, state),
        *(_arrow((x, bottom), (x, state + 19)) for x in columns),
        *(_box(x, state, 46, "h", str(t)) for t, x in enumerate(columns)),
        *(_letter(x + 45, state - 16, "W", weight=True) for x in columns),
        *(_letter(x + 22, 160, "U", weight=True) for x in columns),
        *(_letter(x, bottom + 26, "x", str(t)) for t, x in enumerate(columns)),
    ]
    return _svg(600, 230, shapes)


def lstm_cell() -> str:
    """The LSTM cell as a drawing: the memory cell is a conveyor, the gates are valves. It holds letters, no words."""
    belt, out, bus = 80, 285, 335
    shapes = [
        # the conveyor, and the hidden state that leaves
        _line((78, belt), (478, belt), belt=True),
        _tip(478, belt),
        _line((415, belt), (415, out), (480, out)),
        _tip(480, out),
        # what is computed from the input and the last hidden state
        _line((78, bus), (350, bus)),
        *(_line((x, bus), (x, y), (valve, y), control=True) for x, valve, y in _CONTROLS),
        _line((290, bus), (290, belt)),
        # where they meet
        _box(290, 252, 46, "g"),
        _box(415, 148, 74, "tanh"),
        _plus(290, belt),
        _valve(165, belt, "level"),
        _valve(290, 168, "upright"),
        _valve(415, 222, "upright"),
        _letter(165, 46, "f"),
        _letter(322, 176, "i"),
        _letter(447, 230, "o"),
        _letter(38, belt + 8, "c", "t−1"),
        _letter(518, belt + 8, "c", "t"),
        _letter(518, out + 8, "h", "t"),
        _letter(38, bus - 12, "h", "t−1"),
        _letter(38, bus + 22, "x", "t"),
    ]
    return _svg(556, 372, shapes)


_CONTROLS = ((165, 165, 80), (238, 290, 168), (350, 415, 222))  # of f, i, o: from the bus at x up to the valve at y


def stacked_stack() -> str:
    """Three layers over four steps: each cell hears the layer below at the same step, and itself one step ago."""
    columns, rows, bottom = (61, 208, 355, 502), (244, 142, 40), 328  # rows from the first layer up
    half_width, half_height = 38, 25
    shapes = []
    for t, x in enumerate(columns):
        shapes += [
            _arrow((x, below), (x, y + half_height))
            for below, y in zip((bottom, *(y - half_height for y in rows)), rows, strict=False)
        ]
        shapes += [_box(x, y, 2 * half_width, height=2 * half_height) for y in rows]
        shapes += [_letter(x - 12, y + 8, "h", str(t), above=f"({k})") for k, y in enumerate(rows, start=1)]
        shapes.append(_letter(x, bottom + 26, "x", str(t)))
    for left, right in pairwise(columns):
        shapes += [_arrow((left + half_width, y), (right - half_width, y)) for y in rows]
    return _svg(563, 368, shapes)


def stacked_directions() -> str:
    """One layer that reads to the right and one that reads to the left; both are heard in each h_t."""
    columns, forward, backward, top, bottom = (76, 213, 350, 487), 228, 130, 40, 326
    half, aside = 25, 31  # of a box; how far the two of a step stand beside its middle
    shapes = []
    for left, right in pairwise(columns):
        shapes.append(_arrow((left - aside + half, forward), (right - aside - half, forward)))
        shapes.append(_arrow((right + aside - half, backward), (left + aside + half, backward)))
    for t, x in enumerate(columns):
        there, back = x - aside, x + aside
        shapes += [
            _line((x, bottom), (x, bottom - 30)),
            _line((back, forward + 20), (back, forward - 20), gap=True),  # it passes over what goes to the right
            _line((there, backward + 20), (there, backward - 20), gap=True),
            _arrow((x, bottom - 30), (there, bottom - 30), (there, forward + half)),
            _arrow((x, bottom - 30), (back, bottom - 30), (back, backward + half)),
            _line((there, forward - half), (there, top + 38), (x, top + 38)),
            _line((back, backward - half), (back, top + 38), (x, top + 38)),
            _arrow((x, top + 38), (x, top + 10)),
            _box(there, forward, 2 * half, height=2 * half),
            _box(back, backward, 2 * half, height=2 * half),
            _letter(there, forward + 14, "h", str(t)),
            _over(there - 5, forward - 13, "right"),
            _letter(back, backward + 14, "h", str(t)),
            _over(back - 5, backward - 13, "left"),
            _letter(x, top - 8, "h", str(t)),
            _letter(x, bottom + 26, "x", str(t)),
        ]
    return _svg(563, 366, shapes)


# ------------------------------------------------------------------------------------------------ what they are made of
_ACCENT = "var(--drawing-accent, currentColor)"
_PAPER = "var(--pst-color-background, #fff)"


def generative_training() -> str:
    """Training: at each step the target is the next input, which is there already."""
    columns, top, state, bottom = _COLUMNS, 44, 132, 226
    shapes = _steps(columns, state, bottom)
    for t, x in enumerate(columns):
        shapes += [_arrow((x, state - 25), (x, top + 18)), _letter(x, top + 4, "y", str(t), weight=True)]
        shapes.append(_letter(x, bottom + 26, "x", str(t)))
    return _svg(564, 270, shapes)


def generative_writing() -> str:
    """Writing: what was drawn at a step is the next input."""
    columns, top, state, bottom = _COLUMNS, 44, 132, 226
    shapes = _steps(columns, state, bottom)
    for t, x in enumerate(columns):
        shapes += [_arrow((x, state - 25), (x, top + 18)), _letter(x, top + 4, "x", str(t + 1), weight=True)]
        shapes.append(_letter(x, bottom + 26, "x", str(t), weight=t > 0))
    for left, right in pairwise(columns):
        between = (left + right) // 2
        shapes.append(_line((between, state + 10), (between, state - 10), gap=True))  # it passes over what h hands on
        shapes.append(_arrow((left + 26, top), (between, top), (between, bottom + 18), (right - 24, bottom + 18)))
    return _svg(564, 270, shapes)


def seq2seq_training() -> str:
    """An encoder hands over its last state; the decoder is fed the right words, which are its targets one step late."""
    shapes, columns, (top, _state, bottom) = _encoder_and_decoder()
    for t, x in enumerate(columns):
        shapes.append(_letter(x, top + 4, "y", str(t), weight=True))
        shapes.append(
            _letter(x, bottom + 26, "y", str(t - 1), weight=True) if t else _letter(x, bottom + 26, "SOS", upright=True)
        )
    return _svg(600, 270, shapes)


def seq2seq_writing() -> str:
    """The same, but what was written is fed."""
    shapes, columns, (top, state, bottom) = _encoder_and_decoder()
    for t, x in enumerate(columns):
        shapes.append(_letter(x, top + 4, "y", str(t)))
        shapes.append(_letter(x, bottom + 26, "y", str(t - 1)) if t else _letter(x, bottom + 26, "SOS", upright=True))
    for left, right in pairwise(columns):
        between = (left + right) // 2
        shapes.append(_line((between, state + 10), (between, state - 10), gap=True))
        shapes.append(_arrow((left + 20, top), (between, top), (between, bottom + 18), (right - 18, bottom + 18)))
    return _svg(600, 270, shapes)


def _encoder_and_decoder() -> tuple[list[str], tuple[int, ...], tuple[int, int, int]]:
    """Three cells that read, four that write, and the one arrow between them."""
    reads, writes = (34, 112, 190), (310, 395, 480, 565)
    top, state, bottom = 44, 132, 226
    shapes = [_line((reads[-1] + 24, state), (writes[0] - 36, state), belt=True)]
    for name, columns in (("h", reads), ("s", writes)):
        shapes += [_arrow((left + 22, state), (right - 22, state)) for left, right in pairwise(columns)]
        shapes += [_arrow((x, bottom), (x, state + 24)) for x in columns]
        shapes += [_box(x, state, 44, name, str(t), height=48) for t, x in enumerate(columns)]
    shapes.append(_arrow((reads[-1] + 22, state), (writes[0] - 22, state)))
    shapes += [_letter(x, bottom + 26, "x", str(t)) for t, x in enumerate(reads)]
    shapes += [_arrow((x, state - 24), (x, top + 18)) for x in writes]
    return shapes, writes, (top, state, bottom)


def attention_step() -> str:
    """Every h passes a valve that the last s has set; their sum, beside the word, goes into the next s."""
    columns, top, valve, floor, asks = (50, 140, 230, 320), 42, 136, 224, 540
    shapes = [
        _line((asks, valve), (columns[0], valve), control=True),
        *(_line((x, top + 24), (x, floor)) for x in columns),
        _line((columns[0], floor), (420, floor)),
        _arrow((420, floor), (asks - 24, floor)),
        _arrow((asks, valve + 24), (asks, floor - 24)),
        _arrow((asks, 296), (asks, floor + 24)),
        *(_box(x, top, 48, "h", str(i), height=48) for i, x in enumerate(columns)),
        *(_valve(x, valve, "upright") for x in columns),
        *(_letter(x + 30, valve - 14, "α", str(i), weight=True) for i, x in enumerate(columns)),
        _plus(420, floor),
        _letter(470, floor - 14, "z", "t"),
        _box(asks, valve, 64, "s", "t−1", height=48),
        _box(asks, floor, 48, "s", "t", height=48),
        _letter(asks, 322, "y", "t−1"),
    ]
    return _svg(600, 340, shapes)


_COLUMNS = (66, 210, 354, 498)


def _steps(columns: tuple[int, ...], state: int, bottom: int) -> list[str]:
    """Cells that hand their state to the right, each with an arrow from below."""
    shapes = [_arrow((left + 29, state), (right - 29, state)) for left, right in pairwise(columns)]
    shapes += [_arrow((x, bottom), (x, state + 25)) for x in columns]
    return shapes + [_box(x, state, 58, "h", str(t), height=50) for t, x in enumerate(columns)]


def _svg(width: int, height: int, shapes: list[str]) -> str:
    frame = f'<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">'
    return "\n".join([frame, *shapes, "</svg>\n"])


def _line(*points: Point, belt: bool = False, control: bool = False, gap: bool = False) -> str:
    path = "M" + " L".join(f"{x:g} {y:g}" for x, y in points)
    if belt:
        return f'<path d="{path}" fill="none" stroke="{_ACCENT}" stroke-opacity=".35" stroke-width="16"/>'
    if gap:  # in the lines below it
        return f'<path d="{path}" fill="none" stroke="{_PAPER}" stroke-width="10"/>'
    dashes = ' stroke-dasharray="5 4"' if control else ""
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2"{dashes}/>'


def _tip(x: int, y: int, towards: Point = (1, 0)) -> str:
    along, across = towards
    corners = [(x + dx * along - dy * across, y + dx * across + dy * along) for dx, dy in ((-4, -9), (12, 0), (-4, 9))]
    path = "M" + " L".join(f"{x:g} {y:g}" for x, y in corners)
    return f'<path d="{path} Z" fill="currentColor"/>'


def _arrow(*points: Point) -> str:
    """A line whose tip touches the last point."""
    (x_from, y_from), (x, y) = points[-2:]
    along, across = (x > x_from) - (x < x_from), (y > y_from) - (y < y_from)
    tail = x - 12 * along, y - 12 * across
    return _line(*points[:-1], tail) + _tip(*tail, (along, across))


def _valve(x: int, y: int, pipe: Literal["level", "upright"]) -> str:
    corners = [(-20, -13), (-20, 13), (20, -13), (20, 13)]  # two triangles that meet in the middle
    if pipe == "upright":
        corners = [(dy, dx) for dx, dy in corners]
    path = "M" + " L".join(f"{x + dx:g} {y + dy:g}" for dx, dy in corners) + " Z"
    return f'<path d="{path}" fill="{_PAPER}" stroke="{_ACCENT}" stroke-width="2.6" stroke-linejoin="round"/>'


def _plus(x: int, y: int) -> str:
    circle = f'<circle cx="{x:g}" cy="{y:g}" r="16" fill="{_PAPER}" stroke="currentColor" stroke-width="2"/>'
    return circle + f'<path d="M{x - 8:g} {y:g}h16M{x:g} {y - 8:g}v16" stroke="currentColor" stroke-width="2"/>'


def _dots(x: int, y: int) -> str:
    return "".join(f'<circle cx="{x + dx:g}" cy="{y:g}" r="2.6" fill="currentColor"/>' for dx in (-11, 0, 11))


def _box(x: int, y: int, width: int, text: str = "", index: str = "", *, height: int = 38) -> str:
    place = f'x="{x - width / 2:g}" y="{y - height / 2:g}" width="{width:g}" height="{height:g}" rx="8"'
    box = f'<rect {place} fill="{_PAPER}" stroke="currentColor" stroke-width="2"/>'
    return box + _letter(x, y + 8, text, index, upright=len(text) > 1) if text else box


def _letter(
    x: int, y: int, letter: str, index: str = "", *, above: str = "", upright: bool = False, weight: bool = False
) -> str:
    """A letter, with an index below or with one below and one above; weights are in the colour of the book."""
    style = "" if upright else ' font-style="italic"'
    place = f'x="{x:g}" y="{y:g}" text-anchor="middle" fill="currentColor" font-size="26"'
    if weight:  # the style sheet of the page colours texts, not their spans
        letter = f'<tspan fill="{_ACCENT}">{letter}</tspan>'
    if above:  # each in a place of its own, so that no font moves them apart
        letter += _small(above, f'x="{x + 19:g}" dy="-11"') + _small(index, f'x="{x + 14:g}" dy="19"')
    elif index:
        letter += _small(index, 'dy="7"')
    return f"<text {place}{style}>{letter}</text>"


def _small(text: str, place: str) -> str:
    style = "" if text[0].isalpha() else ' font-style="normal"'  # numbers stand upright
    return f'<tspan {place} font-size="17"{style}>{text}</tspan>'


def _over(x: int, y: int, towards: Literal["left", "right"]) -> str:
    """The small arrow over a letter."""
    sign = 1 if towards == "right" else -1
    back, wings, tip = x - 9 * sign, x + 4 * sign, x + 9 * sign
    path = f"M{back:g} {y:g} L{tip:g} {y:g} M{wings:g} {y - 4:g} L{tip:g} {y:g} L{wings:g} {y + 4:g}"
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>'


DRAWINGS = {
    "recurrent-unrolled.svg": recurrent_unrolled,
    "lstm-cell.svg": lstm_cell,
    "stacked-stack.svg": stacked_stack,
    "stacked-directions.svg": stacked_directions,
    "generative-training.svg": generative_training,
    "generative-writing.svg": generative_writing,
    "seq2seq-training.svg": seq2seq_training,
    "seq2seq-writing.svg": seq2seq_writing,
    "attention-step.svg": attention_step,
}


def write_drawings(folder: Path) -> None:
    """Write every drawing into the folder, `book/_static/drawings` in this repository."""
    for name, draw in DRAWINGS.items():
        (folder / name).write_text(draw(), encoding="utf-8", newline="\n")
