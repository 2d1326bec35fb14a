"""A process that engraves, apart from ours: on odd input verovio crashes or never ends, and its process with it.

It is run by its path and needs nothing but verovio. A line that comes in is a tune and a width in JSON, a line that
goes out is its SVG in JSON, or null. The first line of all is null, or says why verovio cannot be used.
"""

import json
import os
import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import verovio

MEMORY_MB = 1024


def main(seconds: int) -> None:
    """Serve until there is nothing more to read; `seconds` of computing are allowed for each tune."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what verovio prints is no answer
    try:
        import verovio
    except Exception as error:
        _answer(answers, f"{type(error).__name__}: {error}")
        return
    verovio.enableLog(verovio.LOG_OFF)
    _answer(answers, None)
    for line in sys.stdin:
        bound_resources(seconds)
        abc, width = json.loads(line)
        try:
            svg = _svg(verovio.toolkit(), abc, width)
        except Exception:
            svg = None
        _answer(answers, svg)


def _svg(toolkit: "verovio.toolkit", abc: str, width: int) -> str | None:
    toolkit.setOptions(
        {
            "inputFrom": "abc",
            "breaks": "auto",
            "pageWidth": width,
            "pageHeight": 60_000,  # the most that verovio has: a tune that needs a second page is too long to show
            "adjustPageHeight": True,
            **dict.fromkeys(("pageMarginLeft", "pageMarginRight", "pageMarginTop", "pageMarginBottom"), 15),
            "header": "none",
            "footer": "none",
            "smuflTextFont": "none",
            "svgFormatRaw": True,
            "svgViewBox": True,
        }
    )
    if not toolkit.loadData(abc) or toolkit.getPageCount() != 1:
        return None
    return str(toolkit.renderToSVG(1))


def _answer(answers: TextIO, answer: str | None) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def bound_resources(seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_CPU: int(time.process_time()) + seconds + 1}
    if sys.platform == "linux":  # elsewhere the system does not keep to it
        limits[resource.RLIMIT_AS] = MEMORY_MB << 20
    for kind, limit in limits.items():
        hard = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


if __name__ == "__main__":
    main(int(sys.argv[1]))
