"""The drawings of the chapter `seq2seq`."""

from itertools import pairwise

from course_lib.figures.drawings.shapes import arrow, bar, box, letter, line, svg


def seq2seq_training() -> str:
    """An encoder hands over its last state; the decoder is fed the right words, which are its targets one step late."""
    shapes, columns, (top, _state, bottom) = _encoder_and_decoder()
    for t, x in enumerate(columns):
        shapes.append(letter(x, top + 4, "y", str(t), weight=True))
        shapes.append(
            letter(x, bottom + 26, "y", str(t - 1), weight=True) if t else letter(x, bottom + 26, "SOS", upright=True)
        )
    return svg(600, 270, shapes)


def seq2seq_writing() -> str:
    """The same, but what was written is fed."""
    shapes, columns, (top, state, bottom) = _encoder_and_decoder()
    for t, x in enumerate(columns):
        shapes.append(letter(x, top + 4, "y", str(t)))
        shapes.append(letter(x, bottom + 26, "y", str(t - 1)) if t else letter(x, bottom + 26, "SOS", upright=True))
    for left, right in pairwise(columns):
        between = (left + right) // 2
        shapes.append(line((between, state + 10), (between, state - 10), gap=True))
        shapes.append(arrow((left + 20, top), (between, top), (between, bottom + 18), (right - 18, bottom + 18)))
    return svg(600, 270, shapes)


def _encoder_and_decoder() -> tuple[list[str], tuple[int, ...], tuple[int, int, int]]:
    """Three cells that read, four that write, and the one arrow between them."""
    reads, writes = (34, 112, 190), (310, 395, 480, 565)
    top, state, bottom = 44, 132, 226
    shapes = [line((reads[-1] + 24, state), (writes[0] - 36, state), belt=True)]
    for name, columns in (("h", reads), ("s", writes)):
        shapes += [arrow((left + 22, state), (right - 22, state)) for left, right in pairwise(columns)]
        shapes += [arrow((x, bottom), (x, state + 24)) for x in columns]
        shapes += [box(x, state, 44, name, str(t), height=48) for t, x in enumerate(columns)]
    shapes.append(arrow((reads[-1] + 22, state), (writes[0] - 22, state)))
    shapes += [letter(x, bottom + 26, "x", str(t)) for t, x in enumerate(reads)]
    shapes += [arrow((x, state - 24), (x, top + 18)) for x in writes]
    return shapes, writes, (top, state, bottom)


def seq2seq_padding() -> str:
    """A batch of three sentences: what is behind the end of a row is filled up, and the mask says where."""
    lengths, size, top, words, mask = (5, 3, 4), 46, 30, 30, 340
    shapes = []
    for row, length in enumerate(lengths):
        y = top + row * size
        for t in range(5):
            x, real = words + t * size, t < length
            if real:
                shapes.append(box(x, y, 40, "x", str(t), height=40))
            else:
                shapes += [bar(x, y + 20, 40, 40, pale=True), letter(x, y + 8, "0", upright=True)]
            shapes.append(box(mask + t * size, y, 40, height=40))
            shapes.append(letter(mask + t * size, y + 8, str(int(real)), upright=True, weight=real))
    shapes += [letter(left + 2 * size, top + 3 * size + 16, name) for left, name in ((words, "x"), (mask, "m"))]
    return svg(580, top + 3 * size + 32, shapes)


def seq2seq_shapes() -> str:
    """What can be read and written: one to many, many to one, many to many of the same length, and of another one."""
    panels = (((0,), (0, 1, 2)), ((0, 1, 2), (2,)), ((0, 1, 2), (0, 1, 2)), ((0, 1), (2, 3)))
    step, gap, left = 37, 70, 24
    shapes = []
    for reads, writes in panels:
        columns = {t: left + step * t for t in sorted({*reads, *writes})}
        shapes += [arrow((x + 12, 100), (next_x - 12, 100)) for x, next_x in pairwise(columns.values())]
        shapes += [box(x, 100, 24, height=32) for x in columns.values()]
        shapes += [arrow((columns[t], 148), (columns[t], 116)) for t in reads]
        shapes += [arrow((columns[t], 84), (columns[t], 52)) for t in writes]
        shapes += [letter(columns[t], 174, "x") for t in reads]
        shapes += [letter(columns[t], 42, "y", weight=True) for t in writes]
        left = max(columns.values()) + gap
    return svg(600, 190, shapes)
