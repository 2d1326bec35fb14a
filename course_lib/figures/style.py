"""The look of every plot: five colours that the live figures share, and matplotlib's settings.

A plot is written into the page as SVG (`book/_ext/plots.py`), so that its letters are those of the page; in dark mode
the page replaces each of these colours by its light twin (`book/_static/book.css`).
"""

from contextlib import suppress
from typing import Any

PURPLE, BLUE, ORANGE, GREEN, RED = COLORS = ("#6a2c83", "#1f6fb5", "#b4531a", "#1d6b3c", "#a3261f")
"""The colours of lines and dots, in the order in which they are used; the first one marks what a plot speaks of."""
MARK = PURPLE
PALE = "#e4d6eb"
LINE, TEXT, GRID = "#8d8794", "#5d5666", "#dddddd"
PAPER = "#ffffff"
"""Behind labels that lie on lines; the page puts its own paper there."""

SETTINGS: dict[Any, Any] = {
    "figure.figsize": (5.6, 3.4),
    "figure.dpi": 144,  # of the images within an SVG, and of all plots of other formats
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "savefig.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": LINE,
    "axes.labelcolor": TEXT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titlecolor": TEXT,
    "axes.axisbelow": True,
    "axes.prop_cycle": f"cycler(color={list(COLORS)})",
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.color": LINE,
    "ytick.color": LINE,
    "xtick.labelcolor": TEXT,
    "ytick.labelcolor": TEXT,
    "text.color": TEXT,
    "legend.frameon": False,
    # matplotlib measures with the font that it brings along; the page's font is narrower, so that all texts have room
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "svg.fonttype": "none",
    "svg.hashsalt": "plots",  # the same plot is the same file
}


def use_style() -> None:
    """Give all plots of a page or notebook this look, as SVG; call it once, before the first plot."""
    import matplotlib as mpl  # here, so that drawings and tables do without

    mpl.rcParams.update(SETTINGS)
    with suppress(ImportError):  # outside of a notebook, plots become files of whatever kind one wants
        from IPython import get_ipython

        if get_ipython() is not None:
            from matplotlib_inline.backend_inline import set_matplotlib_formats

            set_matplotlib_formats("svg", metadata={"Date": None})  # type: ignore[no-untyped-call]
