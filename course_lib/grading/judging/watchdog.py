"""The end of work of ours that takes too long: reading what a submission sent, comparing it, looking for causes."""

import signal
import threading
from types import FrameType

from course_lib.grading.worker.calls import OutOfTime


class TooMuchWork(OutOfTime):
    """Raised inside work that was stopped: what passes OutOfTime on passes it on."""


class processor_limit:  # noqa: N801 - reads as what it does: with processor_limit(60)
    """End the block with TooMuchWork after so many seconds of this process's computing; waiting is free.

    The block can delay that, not prevent it: should something in it catch the exception, it is raised at the end.

    A signal does it. It ends Python code, and the search for a pattern, which looks for signals as it goes; another
    long call into compiled code ends first. Only the main thread of a process hears signals, so elsewhere (a thread
    of a Dask worker, a system without timers) nothing is ended.
    """

    AGAIN_AFTER = 0.5  # seconds, should the exception be lost in code that may not raise

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._inside = self._ended = False

    def __enter__(self) -> None:
        self._inside = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
        if self._inside:
            self._handler = signal.signal(signal.SIGPROF, self._end)
            self._timer = signal.setitimer(signal.ITIMER_PROF, self._seconds, self.AGAIN_AFTER)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ended = self._ended or self._inside
        if self._inside:
            raise TooMuchWork

    def __exit__(self, *_error: object) -> None:
        if not self._inside:
            return
        while self._inside:  # a signal may arrive in these lines too
            try:
                self._inside = False
            except TooMuchWork:
                continue
        signal.setitimer(signal.ITIMER_PROF, *self._timer)
        signal.signal(signal.SIGPROF, self._handler)
        if self._ended:  # whatever the block made of it: what came after is worth nothing
            raise TooMuchWork
