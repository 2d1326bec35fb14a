"""The drawings of the chapter `attention`."""

from itertools import pairwise

from course_lib.figures.drawings.shapes import arrow, bar, box, letter, line, plus, svg, valve


def attention_step() -> str:
    """Every h passes a valve that the last s has set; their sum, beside the word, goes into the next s."""
    columns, top, level, floor, asks = (50, 140, 230, 320), 42, 136, 224, 540
    shapes = [
        line((asks, level), (columns[0], level), control=True),
        *(line((x, top + 24), (x, floor)) for x in columns),
        line((columns[0], floor), (420, floor)),
        arrow((420, floor), (asks - 24, floor)),
        arrow((asks, level + 24), (asks, floor - 24)),
        arrow((asks, 296), (asks, floor + 24)),
        *(box(x, top, 48, "h", str(i), height=48) for i, x in enumerate(columns)),
        *(valve(x, level, "upright") for x in columns),
        *(letter(x + 30, level - 14, "α", str(i), weight=True) for i, x in enumerate(columns)),
        plus(420, floor),
        letter(470, floor - 14, "z", "t"),
        box(asks, level, 64, "s", "t−1", height=48),
        box(asks, floor, 48, "s", "t", height=48),
        letter(asks, 322, "y", "t−1"),
    ]
    return svg(600, 340, shapes)


def attention_four_steps() -> str:
    """Four times the same: the last s asks, all h are read through valves, and their sum enters the next s."""
    wide, high = 300, 250
    shapes = []
    for t in range(4):
        left, up = wide * (t % 2), high * (t // 2)
        columns, top, level, floor, asks = (
            [left + 26 + 46 * i for i in range(4)],
            up + 30,
            up + 92,
            up + 150,
            left + 258,
        )
        shapes += [
            line((asks, level), (columns[0], level), control=True),
            *(line((x, top + 17), (x, floor)) for x in columns),
            line((columns[0], floor), (left + 200, floor)),
            arrow((left + 200, floor), (asks - 27, floor)),
            arrow((asks, level + 18), (asks, floor - 18)),
            arrow((asks, up + 198), (asks, floor + 18)),
            *(box(x, top, 38, "h", str(i), height=34) for i, x in enumerate(columns)),
            *(valve(x, level, "upright", size=0.62) for x in columns),
            letter(left + 206, floor - 12, "z", str(t), weight=True),
            box(asks, level, 54, "s", str(t - 1).replace("-", "−"), height=36),
            box(asks, floor, 54, "s", str(t), height=36),
            letter(asks, up + 220, "y", str(t - 1)) if t else letter(asks - 6, up + 220, "SOS", upright=True),
        ]
    return svg(600, 2 * high, shapes)


def attention_score_network() -> str:
    """P as a network: query and key side by side, two hidden layers, one number."""
    layers = ((60, (60, 110, 190, 240)), (220, (75, 125, 175, 225)), (350, (100, 150, 200)), (480, (150,)))
    shapes = [
        line((x + 13, y), (next_x - 13, next_y))
        for (x, ys), (next_x, next_ys) in pairwise(layers)
        for y in ys
        for next_y in next_ys
    ]
    shapes += [box(x, y, 26, height=26) for x, ys in layers for y in ys]
    shapes += [arrow((493, 150), (540, 150)), letter(566, 158, "e", "i", weight=True)]
    shapes += [letter(22, 93, "q"), letter(22, 223, "h", "i")]
    shapes += [
        letter((x + 220) // 2 - 8, 284, "W", f"{number}", weight=True) for number, x in enumerate((60, 350, 610), 1)
    ]
    return svg(600, 300, shapes)


def attention_soft_and_hard() -> str:
    """Soft: every h is read with its weight. Hard: one is drawn, with the weights as probabilities."""
    weights, floor = (0.1, 0.55, 0.25, 0.1), 140
    shapes = []
    for left, heights in ((30, weights), (340, (0, 0, 1, 0))):
        columns = [left + 34 + 58 * i for i in range(4)]
        for i, (x, share) in enumerate(zip(columns, heights, strict=True)):
            shapes += [bar(x, floor, 30, 110 * share), letter(x, floor + 36, "h", str(i))]
            if share:
                shapes.append(line((x, floor + 46), (x, floor + 46 + 30), width=1 + 9 * share))
        shapes.append(line((left + 8, floor), (left + 236, floor)))
        shapes.append(line((columns[0] if left < 100 else columns[2], floor + 76), (left + 122, floor + 76)))
        if left < 100:
            shapes.append(line((columns[0], floor + 76), (columns[3], floor + 76)))
        shapes += [arrow((left + 122, floor + 76), (left + 122, floor + 106)), letter(left + 122, floor + 132, "z")]
        shapes.append(letter(left + 10, 26, "α", weight=True))
    return svg(600, 290, shapes)
