"""The look of every plot: five colours that the live figures share, and matplotlib's settings.

A plot is written into the page as SVG, so that its letters are those of the page; in dark mode the page replaces
each of these colours by its light twin (`book/_static/book.css`).
"""

PURPLE, BLUE, ORANGE, GREEN, RED = COLORS = ("#6a2c83", "#1f6fb5", "#b4531a", "#1d6b3c", "#a3261f")
"""The colours of lines and dots, in the order in which they are used; the first one marks what a plot speaks of."""
MARK = PURPLE
PALE = "#e4d6eb"
LINE, TEXT, GRID = "#8d8794", "#5d5666", "#dddddd"
