"""The drawings of the chapter `lstm`."""

from course_lib.figures.drawings.shapes import arrow, box, letter, line, plus, svg, tip, valve

_CONTROLS = ((165, 165, 80), (238, 290, 168), (350, 415, 222))  # of f, i, o: from the bus at x up to the valve at y


def lstm_cell() -> str:
    """The LSTM cell as a drawing: the memory cell is a conveyor, the gates are valves. It holds letters, no words."""
    belt, out, bus = 80, 285, 335
    shapes = [
        # the conveyor, and the hidden state that leaves
        line((78, belt), (478, belt), belt=True),
        tip(478, belt),
        line((415, belt), (415, out), (480, out)),
        tip(480, out),
        # what is computed from the input and the last hidden state
        line((78, bus), (350, bus)),
        *(line((x, bus), (x, y), (to, y), control=True) for x, to, y in _CONTROLS),
        line((290, bus), (290, belt)),
        # where they meet
        box(290, 252, 46, "g"),
        box(415, 148, 74, "tanh"),
        plus(290, belt),
        valve(165, belt, "level"),
        valve(290, 168, "upright"),
        valve(415, 222, "upright"),
        letter(165, 46, "f"),
        letter(322, 176, "i"),
        letter(447, 230, "o"),
        letter(38, belt + 8, "c", "t−1"),
        letter(518, belt + 8, "c", "t"),
        letter(518, out + 8, "h", "t"),
        letter(38, bus - 12, "h", "t−1"),
        letter(38, bus + 22, "x", "t"),
    ]
    return svg(556, 372, shapes)


def lstm_gru() -> str:
    """The GRU: what is kept and what is new share one gate u; r opens the way of the old state to the new one."""
    belt, x_line, bus = 80, 292, 336
    shapes = [
        line((70, belt), (500, belt), belt=True),
        tip(500, belt),
        line((70, x_line), (262, x_line), (262, 284)),
        tip(262, 284, (0, -1)),
        line((70, bus), (330, bus), control=True),
        line((100, x_line), (100, bus), control=True),
        line((105, belt), (105, 190), (262, 190)),
        arrow((262, 190), (262, 226)),
        line((150, bus), (150, 190), control=True),
        line((330, bus), (330, 168), control=True),
        line((330, 168), (395, 168), control=True),
        line((330, 168), (200, 168), (200, belt), control=True),
        line((286, 250), (395, 250), (395, belt)),
        box(262, 250, 48, "n", height=46),
        valve(200, belt, "level"),
        valve(395, 168, "upright"),
        valve(150, 190, "level"),
        plus(395, belt),
        letter(150, 158, "r"),
        letter(200, 46, "u"),
        letter(444, 176, "1−u"),
        letter(34, belt + 8, "h", "t−1"),
        letter(540, belt + 8, "h", "t"),
        letter(34, x_line + 4, "x", "t"),
        letter(34, bus + 12, "h", "t−1"),
    ]
    return svg(580, 362, shapes)
