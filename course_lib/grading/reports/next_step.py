"""What a student can try next, where a check did not give all its points."""

import re
from collections.abc import Iterator

from markupsafe import Markup

from course_lib.grading import notebooks
from course_lib.grading.judging.check import Result
from course_lib.grading.reports.html import element, join
from course_lib.grading.reports.words import Told
from course_lib.language import _


def next_step(result: Result, told: Told, slug: str) -> Markup:
    """One piece of advice for a check; nothing where all its points are there."""
    if result.status == "passed":
        return Markup()
    return element("p", element("b", _("Try next:")), " ", *_advice(result, told, slug), class_="note")


def _advice(result: Result, told: Told, slug: str) -> Iterator[object]:
    match result.status:
        case "needs a person":
            yield _("You can wait: a person looks at it. If you can still hand in, do without what grading lacks.")
        case "machinery":
            yield _("You need not do anything: grading failed, not your answer, and is repeated.")
        case "refused":
            yield _("Choose Restart Kernel and Run All Cells in Jupyter, save the notebook and hand it in again.")
        case "not run":
            yield _("Write your answer into the cell of this part, run the cell, then the check below it.")
        case "timeout":
            yield _("Call your function on one row and two steps, and print in its loops: each of them must end.")
        case "crashed" if not result.outcomes:
            yield _("Restart the kernel and run the cell of this part: it stops at home with the same error.")
        case "crashed":
            yield _("Call your function on random tensors of the stated shapes; the traceback ends at the line to fix.")
        case _failed:
            yield from _of_a_wrong_answer(result, told, slug)


def _of_a_wrong_answer(result: Result, told: Told, slug: str) -> Iterator[object]:
    failed = [told.properties.get(one.name, one.name) for one in result.outcomes if one.status == "failed"]
    causes = [told.mistakes[name] for name in result.causes if name in told.mistakes]
    if causes:
        yield _("Fix the likely cause first, then run the check in your notebook again.")
    elif failed:
        sentence = _("Make up the smallest input for “{property}”, and compute what must come out of it by hand.")
        yield sentence.format(property=failed[0])
    else:
        yield _("Change what the sentence above names, then run the check in your notebook again.")
    equations = re.findall(r"eq:[\w-]+", " ".join([*causes, *failed]))
    if equations:
        repository = notebooks.repository()
        address = f"{repository.url}/blob/{repository.branch}/book/{slug}.md"
        sentence = _("Compare your lines with {equations}.").format(equations=", ".join(dict.fromkeys(equations)))
        yield join([" ", sentence, " ", element("a", _("Open the chapter {slug}").format(slug=slug), href=address)])
