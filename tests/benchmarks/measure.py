"""One way to measure for all benchmarks: interleaved repetitions, medians, ratios to a peer, and records.

A record is one measured number; the book reads it by its name and shows its goal, met or not (see CONTRIBUTING.md).
"""

import gc
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from course_lib import checkpoints

MEASURED = Path(__file__).parent.parent.parent / "book" / "_measured"
REPETITIONS = 11
SECONDS = 0.1  # shorter calls are repeated until a repetition takes as long as this

Record = dict[str, Any]


def interleaved(calls: dict[str, Callable[[], object]], repetitions: int = REPETITIONS) -> dict[str, list[float]]:
    """Seconds of one call, for each name and repetition.

    Every repetition runs all calls one after the other, so that what else the machine does meets all of them alike;
    every second repetition runs them in the opposite order.
    """
    for call in calls.values():
        call()
    times = {name: _seconds(call, 1) for name, call in calls.items()}
    number = {name: max(1, round(SECONDS / seconds)) for name, seconds in times.items()}
    measured: dict[str, list[float]] = {name: [] for name in calls}
    for repetition in range(repetitions):
        gc.collect()
        for name in list(calls)[:: -1 if repetition % 2 else 1]:
            measured[name].append(_seconds(calls[name], number[name]))
    return measured


def _seconds(call: Callable[[], object], number: int) -> float:
    gc.disable()
    start = time.perf_counter()
    for _repetition in range(number):
        call()
    seconds = (time.perf_counter() - start) / number
    gc.enable()
    return seconds


def ratio(measured: dict[str, list[float]], name: str, peer: str) -> float:
    """How long `name` takes, in times of `peer`: the median over the repetitions of the ratio within each."""
    return statistics.median(ours / theirs for ours, theirs in zip(measured[name], measured[peer], strict=True))


record = partial(checkpoints.record, command="make bench")


def read(topic: str) -> list[Record]:
    """The records of a topic that were written before."""
    file = MEASURED / f"{topic}.json"
    records: list[Record] = json.loads(file.read_text("utf-8"))["records"] if file.is_file() else []
    return records


def write(topic: str, records: list[Record]) -> None:
    """Write the records of a topic for the book, and show them."""
    for made in records:
        print(
            f"{made['name']:<50} {made['value']:<8} {made['unit']:<24} {made.get('goal', ''):<8}",
            "" if made.get("met", True) else "MISSED",
        )
    MEASURED.mkdir(exist_ok=True)
    text = json.dumps({"records": records}, ensure_ascii=False, indent=1)
    (MEASURED / f"{topic}.json").write_text(text + "\n", encoding="utf-8")
