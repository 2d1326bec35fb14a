"""The drawings of the chapter `generative`."""

from itertools import pairwise

from course_lib.figures.drawings.shapes import arrow, bar, box, dots, letter, line, svg, tip

_COLUMNS = (66, 210, 354, 498)


def generative_training() -> str:
    """Training: at each step the target is the next input, which is there already."""
    columns, top, state, bottom = _COLUMNS, 44, 132, 226
    shapes = _steps(columns, state, bottom)
    for t, x in enumerate(columns):
        shapes += [arrow((x, state - 25), (x, top + 18)), letter(x, top + 4, "y", str(t), weight=True)]
        shapes.append(letter(x, bottom + 26, "x", str(t)))
    return svg(564, 270, shapes)


def generative_writing() -> str:
    """Writing: what was drawn at a step is the next input."""
    columns, top, state, bottom = _COLUMNS, 44, 132, 226
    shapes = _steps(columns, state, bottom)
    for t, x in enumerate(columns):
        shapes += [arrow((x, state - 25), (x, top + 18)), letter(x, top + 4, "x", str(t + 1), weight=True)]
        shapes.append(letter(x, bottom + 26, "x", str(t), weight=t > 0))
    for left, right in pairwise(columns):
        between = (left + right) // 2
        shapes.append(line((between, state + 10), (between, state - 10), gap=True))  # it passes over what h hands on
        shapes.append(arrow((left + 26, top), (between, top), (between, bottom + 18), (right - 24, bottom + 18)))
    return svg(564, 270, shapes)


def _steps(columns: tuple[int, ...], state: int, bottom: int) -> list[str]:
    """Cells that hand their state to the right, each with an arrow from below."""
    shapes = [arrow((left + 29, state), (right - 29, state)) for left, right in pairwise(columns)]
    shapes += [arrow((x, bottom), (x, state + 25)) for x in columns]
    return shapes + [box(x, state, 58, "h", str(t), height=50) for t, x in enumerate(columns)]


def generative_batches() -> str:
    """A text in three rows, each cut into three pieces: a batch is a column, and each row hands its state on."""
    rows, columns, half = (40, 110, 180), (100, 290, 480), 65
    shapes = []
    for row, y in enumerate(rows):
        for left, right in pairwise(columns):
            shapes += [line((left + half + 2, y), (right - half - 12, y), control=True), tip(right - half - 12, y)]
        for number, x in enumerate(columns):
            first = 4 * (3 * row + number)
            shapes += [box(x, y, 2 * half, height=40), dots(x + 4, y)]
            shapes += [letter(x - 42, y + 8, "x", str(first)), letter(x + 46, y + 8, "x", str(first + 3))]
    shapes += [letter(x, 246, str(number), upright=True, weight=True) for number, x in enumerate(columns, 1)]
    return svg(580, 262, shapes)


def generative_choices() -> str:
    """Four ways to draw from the same logits: as they are, colder, the three most likely, and so many as have 0.9."""
    p = (0.42, 0.24, 0.16, 0.1, 0.05, 0.03)
    cold = [share**2 / sum(other**2 for other in p) for share in p]
    three = [share / sum(p[:3]) if i < 3 else 0 for i, share in enumerate(p)]
    nucleus = [share / sum(p[:4]) if i < 4 else 0 for i, share in enumerate(p)]
    panels = (("τ", "1", p), ("τ", "0.5", cold), ("k", "3", three), ("p", "0.9", nucleus))
    shapes = []
    for number, (name, value, shares) in enumerate(panels):
        left, floor = 300 * (number % 2) + 20, 150 * (number // 2) + 128
        shapes += [letter(left + 150, floor - 72, name), letter(left + 194, floor - 72, f"= {value}", upright=True)]
        shapes.append(line((left + 2, floor), (left + 262, floor)))
        for i, (was, share) in enumerate(zip(p, shares, strict=True)):
            x = left + 26 + 42 * i
            shapes += [bar(x, floor, 26, 160 * was, pale=True), bar(x, floor, 26, 160 * share)]
    return svg(600, 300, shapes)
