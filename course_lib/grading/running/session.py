"""The ways to reach a student's object: here, in the student's own notebook, or in a process of its own."""

import base64
import contextlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol

import torch
from torch import Tensor

from course_lib.grading import pictures
from course_lib.grading.running import processes
from course_lib.grading.running.processes import Limits, WorkerProcess
from course_lib.grading.running.replies import SUBMISSION_BYTES, expect_description, expect_reply, weight
from course_lib.grading.running.worker_package import Library
from course_lib.grading.text import plain
from course_lib.grading.worker.calls import OutOfTime, answer, describe, time_limit, timeout_sentence
from course_lib.grading.worker.protocol import (
    ANSWER,
    CELL_ANSWER,
    DETAILS_CHARS,
    SENTENCE_CHARS,
    Bounds,
    Description,
    ProtocolError,
    Reply,
    Request,
    StudentError,
    Value,
)
from course_lib.language import _

__all__ = ["Cell", "CellReport", "InProcess", "Limits", "Session", "Student"]


class Student(Protocol):
    """A student's objects, wherever they are."""

    tier: int
    """How well the student's code is kept apart: 0 is not at all."""

    def describe(self, name: str) -> Description:
        """What stands under this name."""

    def ask(self, request: Request) -> Reply:
        """The answer to a request.

        Raises:
            StudentError: the code raised, took too long, or died.
        """


# --- here -----------------------------------------------------------------------------------------


@dataclass
class InProcess:
    """A student's objects in this very process: the notebook in which the student works."""

    namespace: dict[str, Any]
    seconds: float = 10.0
    tier: int = 0

    def describe(self, name: str) -> Description:
        return describe(self.namespace, name)

    def ask(self, request: Request) -> Reply:
        try:
            with time_limit(self.seconds):
                return answer(self.namespace, request)
        except OutOfTime:
            raise StudentError("timeout", timeout_sentence(self.seconds)) from None


# --- in a process of its own-------------------------------------------------------------------------

_GRACE_S = 2.0
"""A worker stops its own code at a limit; so much later nothing is asked any more, and it is closed."""
_STATUSES = ("failed", "crashed", "timeout", "refused", "not run")
"""Those that a worker may say of an answer: whether grading itself failed is not for student code to say."""
TEXT_CHARS = 150_000
"""Of what all cells of a submission print and raise: more than anybody reads, and half a megabyte in a notebook."""


@dataclass(frozen=True)
class Cell:
    """A cell to be run: ``name`` is its grade_id or cell id."""

    name: str
    source: str


@dataclass(frozen=True)
class CellReport:
    """What came of running a cell: status is one of “ok”, “crashed”, “timeout”, “refused”."""

    name: str
    status: str
    output: str = ""
    error: str = ""
    figures: tuple[str, ...] = ()
    """Pictures that the cell drew: PNG in base64."""


@dataclass
class Session:
    """A submission in its process; a Student whose objects are what its cells defined.

    When student code dies or can't be stopped, the process is replaced by a new one that runs the cells again, without
    the one that did it: what the others defined still counts.
    """

    library: Library
    limits: Limits = field(default_factory=Limits)
    tier: int = 0
    deaths: int = 0
    """How often the process ended under a question: by the code in it, or by somebody outside."""
    _worker: WorkerProcess | None = None
    _done: list[tuple[Cell, float]] = field(default_factory=list)
    _stopped: dict[str, CellReport] = field(default_factory=dict)
    _spent: float = 0.0
    _kept: tuple[int, int] = (0, 0)
    """Of figures, the number and the bytes."""
    _printed: int = 0
    """Characters of what the cells have said."""
    _replied: int = 0
    """Bytes of what the checks' questions were answered with."""

    def __enter__(self) -> "Session":
        self._open()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def execute(self, cells: Sequence[Cell]) -> list[CellReport]:
        """Run cells in their order; one that fails or takes too long does not keep the later ones from running."""
        reports = [self._execute(cell) for cell in cells]
        self._stopped.update((report.name, report) for report in reports if report.status != "ok")
        return reports

    def _execute(self, cell: Cell) -> CellReport:
        message = self._run(cell, self.limits.cell_s, self.limits.figures)
        try:
            report = self._exchange(message, self.limits.cell_s, bounds=CELL_ANSWER)
        except StudentError as error:
            return CellReport(cell.name, error.status, error=self._text(error.sentence, SENTENCE_CHARS))
        match report:
            case {
                "status": "ok" | "crashed" | "timeout" as status,
                "output": str(output),
                "error": str(text),
                "figures": tuple(figures),
            }:
                kept, left_out = self._pictures(figures)
                # in a process that replaces this one, a cell that never ended only has the time to define its names
                self._done.append((cell, 0.5 if status == "timeout" else self.limits.cell_s))
                return CellReport(
                    cell.name,
                    status,
                    self._text(output, self.limits.output_chars) + left_out,
                    self._text(text, SENTENCE_CHARS),
                    kept,
                )
        return CellReport(cell.name, "crashed", error=_unreadable())

    def _text(self, text: str, most: int) -> str:
        """The beginning of a text, within what a cell and the submission may say."""
        room = TEXT_CHARS - self._printed
        kept = text[: min(most, room)]
        self._printed += len(kept)
        if len(kept) == min(most, len(text)):
            return kept
        if not room:  # it was said where it began
            return "…"
        sentence = _("All cells together say more than {count} characters: the rest is not kept.")
        return kept + "\n" + sentence.format(count=TEXT_CHARS)

    def _pictures(self, values: Sequence[Value]) -> tuple[tuple[str, ...], str]:
        """Those of the values that are pictures, within what the cell and the submission may keep; and what is not."""
        kept: list[str] = []
        for value in values[: self.limits.figures]:
            number, size = self._kept
            if not _is_bytes(value) or number == pictures.MOST or size + value.numel() > pictures.TOTAL_LIMIT:
                continue
            with contextlib.suppress(ValueError):
                kept.append(base64.b64encode(pictures.png(value.numpy().tobytes())).decode())
                self._kept = number + 1, size + value.numel()
        if len(kept) == len(values):
            return tuple(kept), ""
        sentence = _(
            "{count} figures of this cell were not kept. A figure may be a PNG of up to {size} MB and {side} pixels a "
            "side; a cell keeps {cell} of them, and a notebook {number}, {total} MB together."
        )
        return tuple(kept), "\n" + sentence.format(
            count=len(values) - len(kept),
            size=pictures.SIZE_LIMIT >> 20,
            side=pictures.SIDE_LIMIT,
            cell=self.limits.figures,
            number=pictures.MOST,
            total=pictures.TOTAL_LIMIT >> 20,
        )

    def describe(self, name: str) -> Description:
        reply = self._exchange({"op": "describe", "name": name}, self.limits.check_s)
        try:
            found = expect_description(reply.get("description"))
        except ProtocolError as error:
            raise self._refused(str(error)) from None
        stopped = self._stopped.get(name)  # the cell of an answer bears the name of what it defines
        if found.kind == "missing" and stopped is not None:
            sentence = _("{name} is not defined, because its cell stopped: {error}")
            raise StudentError(stopped.status, sentence.format(name=name, error=stopped.error))
        return found

    def ask(self, request: Request) -> Reply:
        if self._replied > SUBMISSION_BYTES:
            sentence = _("all that your code has returned so far takes more than {size} MB: nothing more is asked")
            raise StudentError("refused", sentence.format(size=SUBMISSION_BYTES >> 20))
        message = {"op": "ask", "seconds": self.limits.check_s, "cpu_s": self.limits.check_cpu_s}
        reply = self._exchange(message, self.limits.check_s, request.frame)
        try:
            expected = expect_reply(reply.get("reply"), request)
        except ProtocolError as error:
            raise self._refused(str(error)) from None
        self._replied += weight(expected)
        return expected

    def _exchange(
        self, message: dict[str, Value], seconds: float, more: bytes = b"", bounds: Bounds = ANSWER
    ) -> dict[str, Value]:
        """One question and its answer, under a deadline that the worker has no say in."""
        if self._spent > self.limits.submission_s:
            raise StudentError(
                "timeout",
                _(
                    "the notebook has used up its {seconds:g} s: shorten its slowest cells, such as a long training"
                ).format(seconds=self.limits.submission_s),
            )
        number = secrets.randbits(53)  # an answer that was written before the question does not have it
        started = time.monotonic()
        try:
            worker = self._worker or self._open_again()
            asked = time.monotonic()
            worker.send({**message, "id": number}, asked + seconds + _GRACE_S, more)
            reply = worker.receive(asked + seconds + _GRACE_S, bounds)
        except TimeoutError:
            self.close()
            raise StudentError("timeout", timeout_sentence(seconds)) from None
        except ProtocolError as error:
            raise self._refused(str(error)) from None
        except (EOFError, OSError):
            self.close()
            self.deaths += 1
            sentence = _(
                "your code ended the Python process: look for an exit() and for a tensor that fills the memory"
            )
            raise StudentError("crashed", sentence) from None
        finally:
            self._spent += time.monotonic() - started
        match reply:
            case {"id": int(got), "error": dict(told)} if got == number:
                match told:
                    case {"status": str(status), "sentence": str(sentence), "details": str(details)} if (
                        status in _STATUSES
                    ):
                        raise StudentError(status, plain(sentence[:SENTENCE_CHARS]), plain(details[:DETAILS_CHARS]))
            case {"id": int(got)} if got == number:
                return dict(reply)
        raise self._refused(_("what came is no answer to what was asked"))

    def _refused(self, details: str = "") -> StudentError:
        """What to raise when a worker says what it must not say; nothing that it says later is believed."""
        self.close()
        return StudentError("refused", _unreadable(), details)

    def _open(self) -> WorkerProcess:
        try:
            self._worker = processes.start_worker(self.library, self.limits, self.tier)
        except (OSError, EOFError, ProtocolError) as error:
            sentence = _("the process that runs student code did not start: {error}")
            raise StudentError("machinery", sentence.format(error=error)) from error
        return self._worker

    def _run(self, cell: Cell, seconds: float, figures: int) -> dict[str, Value]:
        limits = {"seconds": seconds, "cpu_s": min(seconds, self.limits.cell_cpu_s)}
        return {"op": "execute", "source": cell.source, "figures": (figures, pictures.SIZE_LIMIT), **limits}

    def _open_again(self) -> WorkerProcess:
        """A new process in which the cells have run that have run before, in what is left of the submission's time."""
        worker = self._open()
        end = time.monotonic() + max(0.0, self.limits.submission_s - self._spent) + _GRACE_S
        for cell, seconds in self._done:
            deadline = min(end, time.monotonic() + seconds + _GRACE_S)
            worker.send({**self._run(cell, seconds, 0), "id": 0}, deadline)
            worker.receive(deadline, CELL_ANSWER)
        return worker

    def close(self) -> None:
        """End the process, and all that runs in it."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()


def _is_bytes(value: Value) -> bool:
    return isinstance(value, Tensor) and value.dtype == torch.uint8 and value.ndim == 1


def _unreadable() -> str:
    return _("the grader cannot read what your code returned: return plain tensors of the stated shapes")
