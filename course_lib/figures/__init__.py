"""Figures of the book: plots take arrays and draw on given axes, tables take rows, `texts` quotes what was written,
drawings are SVG for the page.

Nothing here knows a model, and importing it draws nothing. `python -m course_lib.figures FOLDER` writes the drawings.
"""

from course_lib.figures import texts
from course_lib.figures.comparisons import dumbbells, ranked_bars
from course_lib.figures.curves import learning_curves, sweep_table
from course_lib.figures.drawings import DRAWINGS, write_drawings
from course_lib.figures.plots import (
    dots_by_group,
    gate_traces,
    gradient_curves,
    memory_kept,
    share_bars,
)
from course_lib.figures.style import use_style
from course_lib.figures.tables import bold, table

__all__ = [
    "gradient_curves",
    "dots_by_group",
    "memory_kept",
    "gate_traces",
    "share_bars",
    "learning_curves",
    "sweep_table",
    "ranked_bars",
    "dumbbells",
    "texts",
    "table",
    "bold",
    "use_style",
    "DRAWINGS",
    "write_drawings",
]
