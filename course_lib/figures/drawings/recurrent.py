"""The drawings of the chapter `recurrent`."""

from itertools import pairwise

from course_lib.figures.drawings.shapes import arrow, box, dots, letter, line, svg, tip


def recurrent_unrolled() -> str:
    """A recurrent network with its loop, and the same network unrolled: U and W are the same at each step."""
    state, bottom, step = 96, 190, 94
    columns = [214 + step * t for t in range(4)]
    shapes = [
        # with its loop: what leaves on the right comes back on the left
        arrow((70, state), (126, state), (126, 42), (14, 42), (14, state), (44, state)),
        arrow((70, bottom), (70, state + 19)),
        box(70, state, 52, "h"),
        letter(70, 30, "W", weight=True),
        letter(92, 160, "U", weight=True),
        letter(70, bottom + 26, "x", "t"),
        letter(159, state + 8, "=", upright=True),
        # unrolled
        *(arrow((x, state), (x + step - 23, state)) for x in columns[:-1]),
        arrow((columns[-1], state), (columns[-1] + 66, state)),
        dots(columns[-1] + 87, state),
        *(arrow((x, bottom), (x, state + 19)) for x in columns),
        *(box(x, state, 46, "h", str(t)) for t, x in enumerate(columns)),
        *(letter(x + 45, state - 16, "W", weight=True) for x in columns),
        *(letter(x + 22, 160, "U", weight=True) for x in columns),
        *(letter(x, bottom + 26, "x", str(t)) for t, x in enumerate(columns)),
    ]
    return svg(600, 230, shapes)


def recurrent_gradient() -> str:
    """Forward goes the state, back its gradient, which meets W at every step: here it fades on the way."""
    state, bottom, back = 96, 190, 44
    columns, widths = [60 + 130 * t for t in range(4)], (1.2, 2.4, 4.2)
    end = columns[-1] + 108
    shapes = [letter(end, state + 8, "L"), arrow((columns[-1] + 26, state), (end - 24, state))]
    for left, right, width in zip(columns, [*columns[1:], end], [*widths, 6], strict=True):
        shapes += [line((right - 6, back), (left + 14, back), width=width, accent=True)]
        shapes += [tip(left + 14, back, (-1, 0), accent=True)]
    for left, right in pairwise(columns):
        shapes += [
            arrow((left + 26, state), (right - 26, state)),
            letter((left + right) // 2, back - 14, "W", weight=True),
        ]
    shapes += [arrow((x, bottom), (x, state + 22)) for x in columns]
    shapes += [box(x, state, 52, "h", str(t), height=44) for t, x in enumerate(columns)]
    shapes += [letter(x, bottom + 26, "x", str(t)) for t, x in enumerate(columns)]
    return svg(600, 230, shapes)
