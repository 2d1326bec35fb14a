"""Write the numbers of the live figures: `python -m course_lib.live.export`.

Each figure gets its numbers by the function `numbers` of its module, and what is too large to be loaded with the page
by its function `files`, if it has one.
"""

import json
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from course_lib.chapters import written
from course_lib.live import FOLDER

NAMES = written()


def text(numbers: dict[str, Any]) -> str:
    """The JSON of a figure, one line for each row of a matrix, so that a change can be read."""
    rows = []
    for name, value in numbers.items():
        if isinstance(value, list) and value and isinstance(value[0], list):
            value = "[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in value) + "\n]"
        else:
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        rows.append(f"{json.dumps(name)}: {value}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def export(names: Iterable[str] = NAMES) -> None:
    """Write `<name>.json` of these figures, and their files, beside their modules."""
    for name in names:
        module = import_module(f"course_lib.live.{name}")
        made = {f"{name}.json": text(module.numbers()), **getattr(module, "files", dict)()}
        for file, content in made.items():
            (FOLDER / file).write_text(content, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    export(sys.argv[1:] or NAMES)
