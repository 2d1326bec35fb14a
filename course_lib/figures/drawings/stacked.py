"""The drawings of the chapter `stacked`."""

from itertools import pairwise

from course_lib.figures.drawings.shapes import arrow, box, letter, line, over, svg


def stacked_stack() -> str:
    """Three layers over four steps: each cell hears the layer below at the same step, and itself one step ago."""
    columns, rows, bottom = (61, 208, 355, 502), (244, 142, 40), 328  # rows from the first layer up
    half_width, half_height = 38, 25
    shapes = []
    for t, x in enumerate(columns):
        shapes += [
            arrow((x, below), (x, y + half_height))
            for below, y in zip((bottom, *(y - half_height for y in rows)), rows, strict=False)
        ]
        shapes += [box(x, y, 2 * half_width, height=2 * half_height) for y in rows]
        shapes += [letter(x - 12, y + 8, "h", str(t), above=f"({k})") for k, y in enumerate(rows, start=1)]
        shapes.append(letter(x, bottom + 26, "x", str(t)))
    for left, right in pairwise(columns):
        shapes += [arrow((left + half_width, y), (right - half_width, y)) for y in rows]
    return svg(563, 368, shapes)


def stacked_directions() -> str:
    """One layer that reads to the right and one that reads to the left; both are heard in each h_t."""
    columns, forward, backward, top, bottom = (76, 213, 350, 487), 228, 130, 40, 326
    half, aside = 25, 31  # of a box; how far the two of a step stand beside its middle
    shapes = []
    for left, right in pairwise(columns):
        shapes.append(arrow((left - aside + half, forward), (right - aside - half, forward)))
        shapes.append(arrow((right + aside - half, backward), (left + aside + half, backward)))
    for t, x in enumerate(columns):
        there, back = x - aside, x + aside
        shapes += [
            line((x, bottom), (x, bottom - 30)),
            line((back, forward + 20), (back, forward - 20), gap=True),  # it passes over what goes to the right
            line((there, backward + 20), (there, backward - 20), gap=True),
            arrow((x, bottom - 30), (there, bottom - 30), (there, forward + half)),
            arrow((x, bottom - 30), (back, bottom - 30), (back, backward + half)),
            line((there, forward - half), (there, top + 38), (x, top + 38)),
            line((back, backward - half), (back, top + 38), (x, top + 38)),
            arrow((x, top + 38), (x, top + 10)),
            box(there, forward, 2 * half, height=2 * half),
            box(back, backward, 2 * half, height=2 * half),
            letter(there, forward + 14, "h", str(t)),
            over(there - 5, forward - 13, "right"),
            letter(back, backward + 14, "h", str(t)),
            over(back - 5, backward - 13, "left"),
            letter(x, top - 8, "h", str(t)),
            letter(x, bottom + 26, "x", str(t)),
        ]
    return svg(563, 366, shapes)
