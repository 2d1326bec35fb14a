"""The messages on the page *For students*: ``python -m tests.messages`` writes them anew, as checks say them today."""

import re

from course_lib.grading import notebooks
from course_lib.grading.checks import checks_of, exercise
from course_lib.grading.judging import submission
from course_lib.grading.running.session import Session
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "book" / "students.md"
EXAMPLE = re.compile(r"(?<=^```python\n)(.*?)(^```\n\n```text\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)
"""A wrong answer to ``lstm_step``, and what its check says."""


def told_of(source: str) -> str:
    """What ``course check`` says of a notebook whose first answer is this."""
    notebook = notebooks.released("lstm")
    [answer] = [cell for cell in notebook.cells if cell.id == "lstm_step"]
    answer.source = source
    with Session(exercise("lstm").library) as session:
        [result] = submission.run(notebook, checks_of("lstm")[:1], session).results
    return result.message + "\n"


def main() -> None:
    """Write what checks say today below each example."""
    text = PAGE.read_text("utf-8")
    PAGE.write_text(EXAMPLE.sub(lambda found: found[1] + found[2] + told_of(found[1]), text), "utf-8")


if __name__ == "__main__":
    main()
