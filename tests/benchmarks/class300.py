"""What grading a class costs: ``python -m tests.benchmarks.class300 [stock] [ours] [course] [sizes] [message] [--students N]``.

A class of 300, drawn with a fixed seed: 60 % right, 25 % wrong, 10 % blank or damaged, 5 % crashing, of which three never
end. It is graded by ``nbgrader autograde`` as it comes (a tenth of every kind of submission, weighted by how many there are of that
kind), by ``nbgrader autograde`` with our steps, and by ``course grade`` with one and two processes (all of them), once more when
nothing has changed. Other sizes are a class of one, which is what starting costs, of 30, and of 3000. Each part keeps what it
measured in ``_build/bench``; the records are made of all parts that are there.

Processor seconds are those of all processes, also of those that nobody waits for: a control group counts them.
"""

import argparse
import dataclasses
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course_lib.grading import notebooks
from course_lib.grading.classroom.course import Course
from tests import bank
from tests.benchmarks import measure

SLUG = "lstm"
SEED = 300
STUDENTS = 300
MIXTURE = {"right": 0.6, "wrong": 0.25, "damaged": 0.1, "crashing": 0.04, "endless": 0.01}
"""The shares of the class; each of these is a stratum of the sample."""
SAMPLE, LEAST = 10, 6
"""One in so many of a stratum is graded by nbgrader as it comes, and at least so many: each kind of crash is among them."""
KEPT = notebooks.REPOSITORY / "_build" / "bench" / "class300"
PARTS = ("stock", "ours", "course", "sizes", "message")
SIZES = (1, 30, 3000)
"""Of other classes: what is paid once, a small class, a large one."""
REPETITIONS = 11
SAMPLED_S = 0.25
CRASHES = (
    "import os\nos._exit(1)",
    "import ctypes\nctypes.string_at(0)",
    "import sys\nsys.exit(3)",
    "def again():\n    return again()\nagain()",
    "kept = [bytearray(1 << 30) for _many in range(64)]",
    "raise RuntimeError('this notebook was never run')",
)

CONFIGURATION = """
c = get_config()
c.CourseDirectory.course_id = "class300"
c.Application.log_level = "WARN"
"""
WITH_OUR_STEPS = CONFIGURATION + "from course_lib.grading.nbgrader.steps import install\ninstall(c)\n"


# ---------------------------------------------------------------------------------------------------------- the class
@dataclass(frozen=True)
class Submission:
    """One student's file, and the stratum that it belongs to."""

    student: str
    stratum: str
    text: str


def make_class(students: int = STUDENTS) -> list[Submission]:
    """The class: the same each time. A small one has at least one of each stratum."""
    draw = random.Random(SEED)
    counts = {name: max(1, round(share * students)) for name, share in MIXTURE.items()}
    counts["right"] += students - sum(counts.values())
    strata = [name for name, count in counts.items() for _one in range(count)]
    draw.shuffle(strata)
    exercise = notebooks.build(SLUG)
    return [
        Submission(f"student-{number:03}", name, _file(name, number, exercise, draw))
        for number, name in enumerate(strata)
    ]


def _file(stratum: str, number: int, exercise: notebooks.Release, draw: random.Random) -> str:
    """The text of a student's file."""
    names = [cell.id for cell in exercise.student.cells if notebooks.kind(cell) == "answer"]
    answers = {name: draw.choice(_right(exercise, name)) for name in names}
    match stratum:
        case "wrong":
            for name in draw.sample(names, draw.randint(1, 3)):
                answers[name] = draw.choice(_answers("wa", name) + _answers("un", name))
        case "damaged":
            return _damaged(number, exercise, answers)
        case "crashing":
            answers[draw.choice(names)] += f"\n\n\n{CRASHES[number % len(CRASHES)]}"
        case "endless":
            answers[draw.choice(names)] += "\n\n\nwhile True:\n    pass"
    return _notebook(exercise, answers)


def _right(exercise: notebooks.Release, name: str) -> list[str]:
    model = [cell.source for cell in exercise.instructor.cells if cell.id == name]
    return model + _answers("ac", name)


def _answers(kind: str, name: str) -> list[str]:
    return [answer.path.read_text("utf-8") for answer in bank.answers(SLUG, kind) if answer.check == name]


def _damaged(number: int, exercise: notebooks.Release, answers: dict[str, str]) -> str:
    """Two in three are blank; the others are cut off, or have lost cells."""
    match number % 6:
        case 0:
            return _notebook(exercise, answers)[:5000]
        case 1:
            notebook = json.loads(_notebook(exercise, answers))
            notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].endswith("-check")]
            return json.dumps(notebook)
    return notebooks.to_json(exercise.student)


def _notebook(exercise: notebooks.Release, answers: dict[str, str]) -> str:
    made = deepcopy(exercise.student)
    for cell in made.cells:
        if notebooks.kind(cell) == "answer":
            cell.source = answers[cell.id]
    return notebooks.to_json(made)


def sample_of(whole: list[Submission]) -> tuple[list[Submission], dict[str, float]]:
    """A tenth of each stratum, and how many submissions of the class each of its submissions stands for."""
    strata: dict[str, list[Submission]] = {}
    for submission in whole:
        strata.setdefault(submission.stratum, []).append(submission)
    chosen = {name: members[: max(LEAST, round(len(members) / SAMPLE))] for name, members in strata.items()}
    weights = {name: len(strata[name]) / len(members) for name, members in chosen.items()}
    return [submission for members in chosen.values() for submission in members], weights


def hand_in(folder: Path, submissions: list[Submission]) -> None:
    for submission in submissions:
        file = folder / "submitted" / submission.student / SLUG / f"{SLUG}.ipynb"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(submission.text, "utf-8")


# ------------------------------------------------------------------------------------------------- what a command costs
@dataclass
class Cost:
    """What a command and all that it started used."""

    cpu_s: float
    wall_s: float
    memory_mib: float
    """The largest sum of the proportional set sizes of all processes, of samples."""
    counted: str
    """How the processor seconds were counted."""
    status: int
    by_process: dict[str, float]
    """Processor seconds, sampled: of the main process, the checks, the servers, and what the servers have forked."""


@dataclass
class _Group:
    """A control group, whose kernel counts what its processes use, also those that have ended and nobody awaited."""

    folder: Path | None = None
    seen: dict[int, tuple[str, float, float]] = field(default_factory=dict)
    """Of each process its role, its own seconds when it was last seen, and those of children that it has awaited."""

    def processes(self, root: int) -> list[int]:
        if self.folder is not None:
            return [int(line) for line in (self.folder / "cgroup.procs").read_text().split()]
        return [root, *_descendants(root)]

    def note(self, pids: list[int]) -> None:
        for pid in pids:
            with _gone():
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                own, waited = (sum(map(int, fields[k : k + 2])) / os.sysconf("SC_CLK_TCK") for k in (11, 13))
                role = self.seen[pid][0] if pid in self.seen else _role(pid, self.seen.get(int(fields[1]), ("",))[0])
                self.seen[pid] = role, own, waited

    def by_process(self) -> dict[str, float]:
        """The seconds of each role; the processes of students live for a moment: what their servers awaited counts."""
        found: Counter[str] = Counter()
        for role, own, waited in self.seen.values():
            if role != "students":
                found[role] += own
            if role == "servers":
                found["students"] += waited
        return {role: round(seconds, 2) for role, seconds in sorted(found.items())}

    def seconds(self) -> float:
        if self.folder is None:
            return sum(own for _role_of, own, _waited in self.seen.values())
        told = dict(line.split() for line in (self.folder / "cpu.stat").read_text().splitlines())
        return (int(told["user_usec"]) + int(told["system_usec"])) / 1e6

    @property
    def counted(self) -> str:
        return "by a control group" if self.folder else f"sampled every {SAMPLED_S:g} s, so rather too low"


@contextmanager
def _group() -> Iterator[_Group]:
    """A control group of the second version below the one of this process, where it can be made."""
    folder = None
    try:
        mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
        top = next(mount[1] for mount in mounts if mount[2] == "cgroup2")
        own = next(line for line in Path("/proc/self/cgroup").read_text().splitlines() if line.startswith("0::"))
        folder = Path(top) / own.removeprefix("0::").lstrip("/") / f"class300-{os.getpid()}"
        folder.mkdir()
        if not (folder / "cpu.stat").is_file() or not os.access(folder / "cgroup.procs", os.W_OK):
            folder.rmdir()
            folder = None
    except (OSError, StopIteration):
        folder = None
    try:
        yield _Group(folder)
    finally:
        if folder is not None:
            with _gone():
                folder.rmdir()


def _role(pid: int, parent: str) -> str:
    """What a process of a grader does, told by its command and by its parent's role."""
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
    if b" -I -S -c" in command:  # a server of the sandbox, and its forks, which have its command line
        return "students" if parent in ("servers", "students") else "servers"
    return "checks" if b"multiprocessing" in command else "main"


def _gone() -> suppress:
    """A process may end while it is looked at."""
    return suppress(OSError, ValueError, IndexError)


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with _gone():
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = children.get(root, [])
    for pid in found:
        found.extend(children.get(pid, []))
    return found


def _proportional_mib(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        with _gone():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def cost_of(command: list[str], folder: Path, note: str) -> Cost:
    """Run a command to its end; a line on standard error says how far it is."""
    with _group() as group, (folder / "log.txt").open("w") as log:
        into = f"echo $$ > {group.folder}/cgroup.procs && " if group.folder else ""
        started = time.monotonic()
        shell = ["sh", "-c", f'{into}exec "$@"', "sh", *command]
        process = subprocess.Popen(shell, cwd=folder, stdout=log, stderr=log, env=_environment())
        peak = 0.0
        while process.poll() is None:
            pids = group.processes(process.pid)
            group.note(pids)
            peak = max(peak, _proportional_mib(pids))
            _progress(f"{note}: {len(list(folder.glob('autograded/*')))} submissions", started)
            time.sleep(SAMPLED_S)
        wall = time.monotonic() - started
        while group.folder and group.processes(0) and time.monotonic() < started + wall + 10:
            time.sleep(SAMPLED_S)  # what was left behind ends, too
        sys.stderr.write(f"{note}: {wall:.0f} s\n")
        return Cost(group.seconds(), wall, peak, group.counted, process.returncode, group.by_process())


def _progress(done: str, started: float) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}, {time.monotonic() - started:.0f} s\033[K\r")


# ------------------------------------------------------------------------------------------------------- the graders
def scores(folder: Path) -> dict[str, float | None]:
    """What stands in a gradebook; None where there is no grade."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        found: dict[str, float | None] = {}
        for submission in book.assignment_submissions(SLUG):
            points = [grade.auto_score for grade in submission.notebooks[0].grades]
            known = [score for score in points if score is not None]
            found[submission.student.id] = sum(known) if known else None
        return found


def with_our_steps(submissions: list[Submission]) -> dict[str, Any]:
    """``nbgrader autograde`` with our steps over the whole class."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder, WITH_OUR_STEPS)
        hand_in(folder, submissions)
        (folder / ".course-secret").write_bytes(
            Course(SLUG, folder, number=SEED).secret
        )  # so that the seeds are the same
        command = [sys.executable, "-m", "nbgrader", "autograde", SLUG]
        cost = cost_of(command, folder, "nbgrader with our steps")
        return {"cost": dataclasses.asdict(cost), "submissions": len(submissions), "scores": scores(folder)}


def stock(submissions: list[Submission]) -> dict[str, Any]:
    """``nbgrader autograde`` over each stratum of a sample by itself, so that each has a cost of its own.

    Starting the program is paid once for a class: what an empty run costs is taken off every stratum and told apart.
    """
    costs: dict[str, dict[str, Any]] = {}
    found: dict[str, float | None] = {}
    for stratum in ["nobody", *dict.fromkeys(submission.stratum for submission in submissions)]:
        chosen = [submission for submission in submissions if submission.stratum == stratum]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _prepare(folder, CONFIGURATION)
            hand_in(folder, chosen)
            (folder / "submitted").mkdir(exist_ok=True)
            command = [sys.executable, "-m", "nbgrader", "autograde", SLUG]
            costs[stratum] = dataclasses.asdict(cost_of(command, folder, f"nbgrader as it comes, {stratum}"))
            costs[stratum]["submissions"] = len(chosen)
            found |= scores(folder)
    return {"costs": costs, "scores": found}


def _environment() -> dict[str, str]:
    """nbgrader calls a program that lies beside this Python."""
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def _prepare(folder: Path, configuration: str) -> None:
    """A course's folder, with the assignment in its gradebook."""
    source = folder / "source" / SLUG / f"{SLUG}.ipynb"
    source.parent.mkdir(parents=True)
    source.write_text(notebooks.to_json(notebooks.build(SLUG).source), "utf-8")
    (folder / "nbgrader_config.py").write_text(CONFIGURATION, "utf-8")
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", SLUG]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=_environment())
    (folder / "nbgrader_config.py").write_text(configuration, "utf-8")


def course(submissions: list[Submission], jobs: int) -> dict[str, Any]:
    """``course grade`` over the whole class."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hand_in(folder, submissions)
        command = [sys.executable, "-m", "course_lib.cli", "grade", SLUG, ".", "--jobs", str(jobs), "--seed", str(SEED)]
        costs = [cost_of(command, folder, f"course grade --jobs {jobs}{again}") for again in ("", ", again")]
        if any(cost.status != 0 for cost in costs):
            raise RuntimeError((folder / "log.txt").read_text()[-3000:])
        cost, idle = map(dataclasses.asdict, costs)
        return {"cost": cost, "idle": idle, "submissions": len(submissions), "scores": scores(folder)}


def message() -> dict[str, float]:
    """Seconds from calling ``check`` on a wrong answer to the end of its message: for each check the median of 11."""
    import io

    from course_lib.grading import checks_for

    check = checks_for(SLUG)
    draw = random.Random(SEED)
    medians = {}
    for name in dict.fromkeys(answer.check for answer in bank.answers(SLUG, "wa")):
        wrong = [answer for answer in bank.answers(SLUG, "wa") if answer.check == name]
        seconds = []
        for answer in [wrong[0], *draw.sample(wrong, min(REPETITIONS, len(wrong)))]:
            made = answer.namespace()[name]
            started = time.perf_counter()
            with redirect_stdout(io.StringIO()):
                check(name, made)
            seconds.append(time.perf_counter() - started)
        medians[name] = statistics.median(seconds[1:])  # the first one warms up
    return medians


# --------------------------------------------------------------------------------------------------------- the records
def per_submission(measured: dict[str, Any], weights: dict[str, float], key: str) -> float:
    """Seconds of one submission of the class, from the costs of its strata; the program is started once a class."""
    costs = measured["costs"]
    start = costs["nobody"][key]
    students = sum(costs[name]["submissions"] * weight for name, weight in weights.items())
    graded = sum(max(0.0, costs[name][key] - start) * weight for name, weight in weights.items())
    return float((start + graded) / students)


def records(kept: dict[str, Any]) -> list[measure.Record]:
    """The records of all parts that were measured."""
    made: list[measure.Record] = []
    students = kept.get("students", STUDENTS)
    whole = make_class(students)
    weights = sample_of(whole)[1]

    def add(name: str, value: float, unit: str, goal: str | None, note: str | None = None) -> None:
        made.append(measure.record(f"grading/class/{name}", value, unit, goal, SEED, note))

    cpu, wall = {}, {}
    sampled = (
        f"a sample of one in {SAMPLE} of each kind of submission, weighted by how many of the {students} are of it"
    )
    if "stock" in kept:
        cpu["stock"], wall["stock"] = (per_submission(kept["stock"], weights, key) for key in ("cpu_s", "wall_s"))
        add("nbgrader-stock/cpu", cpu["stock"], "CPU s a submission", None, sampled)
        add("nbgrader-stock/wall", wall["stock"], "s a submission", None, sampled)
    if "ours" in kept:
        cost, count = kept["ours"]["cost"], kept["ours"]["submissions"]
        cpu["ours"] = cost["cpu_s"] / count
        add("nbgrader-with-our-steps/cpu", cpu["ours"], "CPU s a submission", None)
        add("nbgrader-with-our-steps/wall", cost["wall_s"], f"s for {count} submissions", None)
    for jobs in (1, 2):
        if "course" in kept:
            measured = kept["course"][str(jobs)]
            cost, count = measured["cost"], measured["submissions"]
            cpu[f"course-{jobs}"], wall[f"course-{jobs}"] = cost["cpu_s"] / count, cost["wall_s"] / count
            counted = f"processor seconds counted {cost['counted']}"
            add(f"course-{jobs}/cpu", cost["cpu_s"] / count, "CPU s a submission", None, counted)
            add(f"course-{jobs}/wall", cost["wall_s"], f"s for {count} submissions", "<= 90" if jobs == 2 else None)
            add(f"course-{jobs}/memory", cost["memory_mib"] / 1024, "GiB (proportional)", "<= 2")
            for role, seconds in cost["by_process"].items():
                add(f"course-{jobs}/cpu/{role}", seconds / count, "CPU s a submission", None, "sampled, by process")
            idle = "CPU s of a run where nothing has changed"
            add(f"course-{jobs}/idle", measured["idle"]["cpu_s"], idle, "<= 2")
    for jobs in (1, 2):
        if {"stock", f"course-{jobs}"} <= cpu.keys():
            ratio = cpu[f"course-{jobs}"] / cpu["stock"]
            add(f"course-{jobs}/cpu-ratio", ratio, "× nbgrader as it comes, CPU", "<= 0.05", sampled)
    if {"stock", "ours"} <= cpu.keys():
        add(
            "nbgrader-with-our-steps/cpu-ratio",
            cpu["ours"] / cpu["stock"],
            "× nbgrader as it comes, CPU",
            "<= 0.1667",
            sampled,
        )
    for size, measured in kept.get("sizes", {}).items():
        cost, count = measured["cost"], measured["submissions"]
        if count == 1:
            add("start/cpu", cost["cpu_s"], "CPU s of a class of one", "<= 7")
            continue
        each = cost["cpu_s"] / count
        goal = f"<= {cpu['course-2']:.4g}" if count > STUDENTS and "course-2" in cpu else None
        add(
            f"of-{size}/cpu",
            each,
            "CPU s a submission",
            goal,
            "the goal is what each costs in a class of 300" if goal else None,
        )
        add(f"of-{size}/wall", cost["wall_s"], f"s for {count} submissions", None)
        add(f"of-{size}/memory", cost["memory_mib"] / 1024, "GiB (proportional)", "<= 1")
        if "stock" in cpu:
            goal = "<= 0.1429" if count < STUDENTS else "<= 0.05"
            add(f"of-{size}/cpu-ratio", each / cpu["stock"], "× nbgrader as it comes, CPU", goal, sampled)
    made += _agreement(kept, whole)
    if "message" in kept:
        slowest = max(kept["message"], key=kept["message"].__getitem__)
        note = f"the slowest check, {slowest}: median of {REPETITIONS} wrong answers in a process that is warm"
        add("message", kept["message"][slowest], "s from a wrong answer to its message", "<= 1", note)
    return made


def _agreement(kept: dict[str, Any], whole: list[Submission]) -> list[measure.Record]:
    """In how many grades two ways of grading differ, and of what kind those submissions are."""
    if "course" not in kept:
        return []
    strata = {submission.student: submission.stratum for submission in whole}
    ours = kept["course"]["1"]["scores"]
    others = {"course-2": kept["course"]["2"]["scores"]}
    others |= {name: kept[name]["scores"] for name in ("stock", "ours") if name in kept}
    made = []
    for name, found in others.items():
        compared = [
            student for student in strata if name == "course-2" or student in found or student in _sampled(whole)
        ]
        differ = [student for student in compared if found.get(student) != ours.get(student)]
        kinds = Counter(strata[student] for student in differ)
        note = ", ".join(f"{kind}: {count}" for kind, count in kinds.items()) or None
        goal = None if name == "stock" else "<= 0"
        unit = f"of {len(compared)} grades differ from course grade --jobs 1"
        made.append(measure.record(f"grading/class/{name}/grades-that-differ", len(differ), unit, goal, SEED, note))
    return made


def _sampled(whole: list[Submission]) -> set[str]:
    return {submission.student for submission in sample_of(whole)[0]}


def _class_of(size: int) -> list[Submission]:
    """A class of this size; a class of one is a student who is right."""
    return make_class(size) if size > 1 else [one for one in make_class(30) if one.stratum == "right"][:1]


def keep(part: str, measured: Any) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{part}.json").write_text(json.dumps(measured, indent=1), "utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Measure the parts that are named, all if none is; write the records of all that were measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.class300", description=main.__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure")
    parser.add_argument("--students", type=int, default=STUDENTS, help="a smaller class, to try it: no records")
    chosen = parser.parse_args(arguments)
    whole = make_class(chosen.students)
    sample = sample_of(whole)[0]
    if chosen.students != STUDENTS or not chosen.parts:
        shutil.rmtree(KEPT, ignore_errors=True)  # parts of different runs of the machine are not mixed
    for part in chosen.parts or PARTS:
        match part:
            case "stock":
                keep(part, stock(sample))
            case "ours":
                keep(part, with_our_steps(whole))
            case "course":
                keep(part, {str(jobs): course(whole, jobs) for jobs in (1, 2)})
            case "sizes":
                keep(part, {str(size): course(_class_of(size), 2) for size in SIZES})
            case "message":
                keep(part, message())
    kept = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(KEPT.glob("*.json"))}
    made = records(kept | {"students": chosen.students})
    if chosen.students == STUDENTS:
        measure.write("grading-class", made)
    else:
        for one in made:
            print(f"{one['name']:<50} {one['value']:<8} {one['unit']} {one.get('note', '')}")


if __name__ == "__main__":
    main()
