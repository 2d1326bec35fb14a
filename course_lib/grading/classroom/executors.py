"""Who does the work: processes of this machine, or the workers of a Dask scheduler. Nobody is lost when one dies."""

import gc
import multiprocessing
import os
import socket
import sys
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from course_lib.grading.checks import checks_of, exercise
from course_lib.grading.classroom.versions import code_digest
from course_lib.grading.judging import submission
from course_lib.grading.judging.submission import Graded, GradingTask
from course_lib.grading.running import processes
from course_lib.grading.running.isolation import NO_EXERCISE
from course_lib.grading.running.worker_package import Library
from course_lib.language import _

if TYPE_CHECKING:
    from multiprocessing.sharedctypes import Synchronized


AHEAD = 256
"""So many submissions are taken from their iterator before they can be graded: enough for many workers, and of a class
of thousands only these lie in memory."""


def run_all(
    tasks: Iterable[GradingTask], jobs: int, executor: Executor | None = None
) -> Generator[tuple[GradingTask, Graded], None, None]:
    """Grade on any executor, by default processes of this machine; yields in the order in which results arrive.

    What failed on our side is tried once more. A process that dies takes along what waits for it; whoever is among
    those that die twice is tried alone, where it can only harm itself.
    """
    again, alone = [], []
    for task, graded in _pass(tasks, jobs, executor):
        if graded.failed_machinery:
            again.append(task)
        else:
            yield task, graded
    for task, graded in _pass(again, jobs, executor):
        if graded.died:
            alone.append(task)
        else:
            yield task, graded
    for task in alone:
        yield from _pass([task], 1, executor)


def _pass(tasks: Iterable[GradingTask], jobs: int, executor: Executor | None) -> Iterator[tuple[GradingTask, Graded]]:
    tasks = iter(tasks)
    if executor is None:
        first = list(islice(tasks, AHEAD))
        if first:
            with local_pool(min(jobs, len(first)), first[0].assignment, first[0].tier) as own:
                yield from _pass(chain(first, tasks), jobs, own)
        return
    waiting: dict[Future[Graded], GradingTask] = {}
    try:
        while True:
            new = list(islice(tasks, AHEAD - len(waiting)))
            for task in new:
                try:
                    waiting[executor.submit(grade_submission, task)] = task
                except Exception as error:  # the executor is broken already
                    yield task, _lost(task, error)
            if not new and not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                task = waiting.pop(future)
                try:
                    graded = future.result()
                except Exception as error:  # its process is gone, or the way to it
                    graded = _lost(task, error)
                yield task, graded
    finally:
        for future in waiting:
            future.cancel()


def grade_submission(task: GradingTask) -> Graded:
    """Grade a submission in whatever process this is: the task carries the slug, the exercise is found here."""
    checks = checks_of(task.assignment, task.variant)
    return submission.grade_submission(task, checks, exercise(task.assignment).library)


def _lost(task: GradingTask, error: Exception) -> Graded:
    return submission.lost(checks_of(task.assignment, task.variant), error, died=True)


def local_pool(jobs: int, assignment: str, tier: int) -> ProcessPoolExecutor:
    """Processes of this machine, which share the fork server of this one.

    On Linux all are forked from one that has torch loaded: its cost is paid once, however many they are.
    """
    if sys.platform != "linux":
        return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin_process)
    from multiprocessing import forkserver

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["course_lib.grading.classroom.warm"])
    with _environment("OMP_NUM_THREADS", "1"):  # a process with threads must not be forked
        forkserver.ensure_running()
    library = exercise(assignment).library
    lent = _lent(library, tier)
    return ProcessPoolExecutor(jobs, context, _begin_process, (library, tier, lent, context.Value("i", 0)))


def _lent(library: Library, tier: int) -> socket.socket | None:
    """This process's fork server; where it does not start, each of the pool tries for itself, and says why."""
    with suppress(OSError):
        return processes.lend(library, tier)
    return None


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]
        if before is not None:
            os.environ[name] = before


def _begin_process(
    library: Library = NO_EXERCISE,
    tier: int = 0,
    control: socket.socket | None = None,
    begun: "Synchronized[int] | None" = None,
) -> None:
    import torch

    torch.set_num_threads(1)
    gc.freeze()  # what is loaded stays: nobody has to look through it for garbage
    if begun is not None:
        with begun.get_lock():
            number, begun.value = begun.value, begun.value + 1
        _stay_on_one_processor(number)
    processes.borrow(library, tier, control)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _stay_on_one_processor(number: int) -> None:
    """A checker and the student's process take turns: on one processor, neither waits for another one to wake up."""
    processors = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processors[number % len(processors)]})


def _end_with_parent() -> None:
    """A pool's process would wait for work for ever if the one that gives it out is killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def dask_executor(address: str, assignment: str) -> Iterator[Executor]:
    """The workers of a Dask scheduler.

    Raises:
        ValueError: Dask is not installed, nobody answers at the address, or workers have another version of the course.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ValueError(_('--scheduler needs Dask: pip install "recurrent-course[dask]"')) from error
    try:
        client: Any = Client(address, timeout=10, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        sentence = _("No Dask scheduler answers at “{address}”: it should look like tcp://HOST:8786.")
        raise ValueError(sentence.format(address=address)) from error
    with client:
        own = code_digest(assignment)
        other = [worker for worker, digest in client.run(code_digest, assignment).items() if digest != own]
        if other:
            sentence = _("These Dask workers have another version of the course or of torch: {workers}.")
            raise ValueError(sentence.format(workers=", ".join(sorted(other))))
        # a task that keeps killing its worker is given up, tried again, then tried alone
        yield client.get_executor(pure=False)


def available_jobs() -> int:
    """The processors that this process may use."""
    with suppress(AttributeError):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
