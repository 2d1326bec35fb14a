"""How often the checks are wrong: every known mistake and every right answer, over many seeds.

Writes the records of `grading/…` and, for each exercise, the kill matrix: which property rejects which mistake.
`python -m tests.benchmarks.grading lstm stacked` measures these two anew.
"""

import csv
import multiprocessing
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import torch

from course_lib.grading.checks import load, slugs
from course_lib.grading.judging.check import Check, Result
from course_lib.grading.judging.run import run_check
from course_lib.grading.running.session import InProcess
from tests import bank
from tests.benchmarks import measure

SEEDS = range(200)
BLOCK = 50
"""So many seeds are run at a time, for one answer after the other: they share the cases of a seed."""


@dataclass(frozen=True)
class Judged:
    """What came of one answer over all seeds."""

    check: str
    name: str
    accepted: int
    named_right: int
    named_wrong: int
    points: tuple[float, float]
    """The least and the most that it earned."""
    rejected_by: Counter[str]
    rejections: tuple[str, ...]
    """For each seed at which it did not pass: the answer, the seed, and what was said."""


def judge(name: str, what: str, check: Check, make: Callable[[], Any], seeds: range) -> Judged:
    """Run a check over the seeds; `what` is the name of the right cause."""
    torch.set_num_threads(1)
    results: list[Result] = []
    for seed in seeds:
        torch.manual_seed(seed)
        results.append(run_check(check, InProcess({check.name: make()}), seed))
    rejected_by = Counter(
        outcome.name
        for result in results
        for outcome in result.outcomes
        if outcome.status not in ("passed", "not tested")
    )
    return Judged(
        check.name,
        name,
        sum(result.status == "passed" for result in results),
        sum(result.causes == (what,) for result in results),
        sum(bool(set(result.causes) - {what}) for result in results),
        (min(result.points for result in results), max(result.points for result in results)),
        rejected_by,
        tuple(
            f"{check.name}/{name}, seed {seed}: {result.message}"
            for seed, result in zip(seeds, results, strict=True)
            if result.status != "passed"
        ),
    )


def judge_mistake(slug: str, number: int, seeds: range) -> Judged:
    check, mistake, form = list(bank.mutants(slug))[number]
    return judge(mistake.name, mistake.name, load(slug)[check.name], mistake.forms[form], seeds)


def judge_answer(answer: bank.Answer, seeds: range) -> Judged:
    check = load(answer.slug)[answer.check]
    return judge(answer.path.stem, answer.what, check, lambda: answer.namespace()[answer.check], seeds)


def over_seeds(run: Callable[..., Iterator[Judged]], what: Callable[..., Judged], each: list[Any]) -> list[Judged]:
    """Judge each of a list over all seeds, a block of them at a time."""
    blocks = [SEEDS[start : start + BLOCK] for start in range(0, len(SEEDS), BLOCK)]
    rounds = [list(run(what, each, [block] * len(each))) for block in blocks]
    return [reduce(_together, judged) for judged in zip(*rounds, strict=True)]


def _together(one: Judged, other: Judged) -> Judged:
    return Judged(
        one.check,
        one.name,
        one.accepted + other.accepted,
        one.named_right + other.named_right,
        one.named_wrong + other.named_wrong,
        (min(one.points[0], other.points[0]), max(one.points[1], other.points[1])),
        one.rejected_by + other.rejected_by,
        one.rejections + other.rejections,
    )


def limit(count: int, total: int) -> float:
    """The upper 95 % limit of a rate in per cent: exact for none, Wilson's otherwise."""
    if count == 0:
        return 100 * (1 - 0.05 ** (1 / total))
    z, rate = 1.645, count / total
    centre, spread = rate + z * z / (2 * total), z * (rate * (1 - rate) / total + z * z / (4 * total**2)) ** 0.5
    return 100 * (centre + spread) / (1 + z * z / total)


def rate(name: str, count: int, total: int, what: str, seeds: range = SEEDS) -> measure.Record:
    """A count, with what it is counted of and the upper limit of its rate."""
    unit = f"of {total} {what} (rate < {limit(count, total):.2g} %)"
    return measure.record(name, count, unit, "<= 0", SEEDS[0], f"seeds {SEEDS[0]} to {seeds[-1]}")


def write_kills(slug: str, judged: list[Judged]) -> None:
    """The kill matrix of an exercise, for the book."""
    merged: dict[tuple[str, str], Counter[str]] = {}
    points: dict[tuple[str, str], list[float]] = {}
    for one in judged:
        merged.setdefault((one.check, one.name), Counter()).update(one.rejected_by.keys())
        points.setdefault((one.check, one.name), []).extend(one.points)
    with (measure.MEASURED / f"kills-{slug}.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["check", "known mistake", "rejected by", "points it keeps"])
        for (check, name), properties in merged.items():
            least, most = min(points[check, name]), max(points[check, name])
            kept = f"{least:g}" if least == most else f"{least:g} – {most:g}"
            rows.writerow([check, name.replace("_", " "), ", ".join(properties), kept])


def records_of(slug: str, run: Callable[..., Iterator[Judged]]) -> list[measure.Record]:
    per_answer = 5
    mistakes = over_seeds(run, partial(judge_mistake, slug), list(range(len(list(bank.mutants(slug))))))
    right = over_seeds(run, judge_answer, bank.answers(slug, "ac"))
    few = range(per_answer)
    second, unknown = (list(run(partial(judge_answer, seeds=few), bank.answers(slug, kind))) for kind in ("wa", "un"))
    write_kills(slug, mistakes)
    for one in right:
        for rejection in one.rejections:
            print(rejection, file=sys.stderr)  # one that is wrong is looked into, not counted alone
    per_mistake = len(SEEDS)
    runs = len(second) * per_answer
    return [
        rate(f"grading/{slug}/mistakes-accepted", sum(one.accepted for one in mistakes), len(mistakes) * per_mistake, "runs of known mistakes"),
        rate(f"grading/{slug}/right-answers-rejected", sum(per_mistake - one.accepted for one in right), len(right) * per_mistake, "runs of right answers"),
        rate(f"grading/{slug}/mistakes-not-named", sum(per_mistake - one.named_right for one in mistakes), len(mistakes) * per_mistake, "runs of known mistakes"),
        rate(f"grading/{slug}/second-implementations-accepted", sum(one.accepted for one in second), runs, "runs of second implementations", few),
        measure.record(f"grading/{slug}/second-implementations-named", 100 * sum(one.named_right for one in second) / runs, f"% of {runs} runs of {len(second)} second implementations", ">= 90", 0, f"seeds 0 to {few[-1]}"),
        measure.record(f"grading/{slug}/second-implementations-named-wrong", 100 * sum(one.named_wrong for one in second) / runs, f"% of {runs} runs of {len(second)} second implementations", "<= 1", 0, f"seeds 0 to {few[-1]}"),
        rate(f"grading/{slug}/unknown-mistakes-accepted", sum(one.accepted for one in unknown), len(unknown) * per_answer, "runs of mistakes that are in no list", few),
        rate(f"grading/{slug}/unknown-mistakes-named", sum(one.named_wrong > 0 for one in unknown), len(unknown), "mistakes that are in no list", few),
    ]  # fmt: skip


def main(*which: str) -> None:
    """Measure these exercises, or all; the records of others stay."""
    unknown = set(which) - set(slugs())
    if unknown:
        sys.exit(f"There is no exercise {', '.join(sorted(unknown))}; there are: {', '.join(slugs())}.")
    # a torch that has begun to compute must not be forked
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        run = partial(executor.map, chunksize=4)
        made = {slug: records_of(slug, run) for slug in which or slugs()}
    old = measure.read("grading")
    kept = {slug: [record for record in old if record["name"].split("/")[1] == slug] for slug in slugs()}
    measure.write("grading", [record for slug in slugs() for record in made.get(slug, kept[slug])])


if __name__ == "__main__":
    main(*sys.argv[1:])
