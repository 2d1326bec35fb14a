"""`python -m course_lib.figures FOLDER` writes the drawings into the folder."""

import sys
from pathlib import Path

from course_lib.figures import write_drawings

if __name__ == "__main__":
    write_drawings(Path(sys.argv[1]))
