"""Why an answer failed: the one known mistake that would have given the same answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from torch import Tensor

from course_lib.grading.judging.check import Check, Failure, Mistake
from course_lib.grading.judging.trial import Cases, Run, Trial
from course_lib.grading.running.session import InProcess
from course_lib.grading.worker.calls import answer
from course_lib.grading.worker.protocol import Reply, Request, StudentError, Value, same


def name_causes(trials: Sequence[Trial]) -> None:
    """Find the one known mistake that would have given the answers of a failed property; if several fit, name none."""
    suspects: list[Suspect] = []
    rest_asked = False
    tainting = [trial for trial in trials if trial.held.taints and trial.status == "failed"]
    for trial in trials:
        if trial.status != "failed":
            continue
        suspects = suspects or [suspect.for_one_run() for suspect in suspects_of(trial.run.cases)]
        candidates = _who_explains(suspects, trials, [trial])
        # a mistake that would have failed where the answer passed is not the one
        passed = [other for other in trials if other is trial or other.status == "passed"]
        candidates = _who_explains(candidates, trials, passed)
        # nor is one that would have passed where what the answer keeps from call to call may be the cause of all
        candidates = [one for one in candidates if all(_rejected_with(other, one.make()) for other in tainting)]
        if len({suspect.mistake.name for suspect in candidates}) > 1:
            # they differ in what else was asked, or in what the gate has kept from being asked
            if not rest_asked:
                _ask_the_rest(trials)
                rest_asked = True
            asked = [other for other in trials if other.transcript]
            candidates = _who_explains(candidates, trials, asked)
        if len({suspect.mistake.name for suspect in candidates}) == 1:
            trial.cause = candidates[0].mistake


def _ask_the_rest(trials: Sequence[Trial]) -> None:
    """Ask what the gate has kept back, only to tell mistakes apart: nothing is earned or lost by it."""
    for trial in trials:
        if trial.status == "not tested" and not trial.transcript:
            try:
                trial.held.test(trial)
            except Failure:
                continue
            except StudentError:
                return  # code that crashes or never ends here is not asked again: its time is for the other checks


@lru_cache(maxsize=64)
def suspects_of(cases: Cases) -> "tuple[Suspect, ...]":
    """The forms of the known mistakes, with what they answered to these cases."""
    return tuple(Suspect(mistake, make, cases.check) for mistake in cases.check.mistakes for make in mistake.forms)


@dataclass
class Suspect:
    """One form of a known mistake, and what it answered so far: no request is asked twice."""

    mistake: Mistake
    make: Callable[[], Any]
    check: Check
    _made: Any = None
    _replies: dict[int, tuple[Request, Reply | None]] = field(default_factory=dict)

    def for_one_run(self) -> "Suspect":
        """Itself, or, if what it answers depends on what it was asked before, one that was asked nothing yet."""
        return Suspect(self.mistake, self.make, self.check) if self.mistake.remembers else self

    def reply(self, request: Request) -> Reply | None:
        """Its answer; None if it gives none."""
        if id(request) not in self._replies:
            self._made = self._made or self.make()
            try:
                reply = self.check.normalised(answer({self.check.name: self._made}, request))
            except StudentError:
                reply = None
            self._replies[id(request)] = request, reply
        return self._replies[id(request)][1]

    def gives(self, request: Request, reply: Reply) -> bool:
        """Whether it gives the same answer."""
        own = self.reply(request)
        return own is not None and _same_reply(self.check, request, own, reply)


def _who_explains(suspects: Sequence[Suspect], trials: Sequence[Trial], asked: Sequence[Trial]) -> list[Suspect]:
    """Those that give the same answers in all of these trials."""
    return [suspect for suspect in suspects if _gives_the_same(suspect, trials, asked)]


def _gives_the_same(suspect: Suspect, trials: Sequence[Trial], asked: Sequence[Trial]) -> bool:
    """Whether a suspect gives the same answers; one that remembers is asked everything from the beginning."""
    for trial in trials:
        if not any(trial is other for other in asked):
            if suspect.mistake.remembers:
                for request, _reply in trial.transcript:
                    suspect.reply(request)
        elif trial.names_cause and trial.status != "not tested":
            # random initialisations can't be compared: the mistake fits if it is rejected with the same words
            if _rejected_with(trial, suspect.make()) != trial.sentence:
                return False
        elif not all(_gives(suspect, trial.run, request, reply) for request, reply in trial.transcript):
            return False
    return any(trial.transcript for trial in asked)


def _gives(suspect: Suspect, run: Run, request: Request, reply: Reply) -> bool:
    """Whether a suspect gives the same answer: properties share requests, so it is compared once a run."""
    key = id(suspect), id(request)
    if key not in run.compared:
        run.compared[key] = suspect.gives(request, reply)
    return run.compared[key]


def _rejected_with(trial: Trial, implementation: Any) -> str:
    """The sentence with which a property rejects an implementation; empty if it holds."""
    again = Trial(Run(trial.run.cases, InProcess({trial.check.name: implementation}), trial.run.number), trial.held)
    try:
        trial.held.test(again)
    except (Failure, StudentError) as error:
        return error.sentence
    return ""


def _same_reply(check: Check, request: Request, first: Reply, second: Reply) -> bool:
    """Outputs, histories, changed arguments and gradients agree (randomly initialised parameters do not have to)."""
    return (
        all(check.equivalent(request, one, other) for one, other in zip(first.outputs, second.outputs, strict=True))
        and _histories(first) == _histories(second)
        and same(first.arguments, second.arguments)
        and _same_gradients(first.gradients, second.gradients)
        and _same_gradients(first.parameter_gradients, second.parameter_gradients)
    )


def _histories(reply: Reply) -> list[int]:
    """The places of tensors that have one; a number has none, nor has a tensor without."""
    return [place for place, attached in enumerate(reply.attached) if attached]


def _same_gradients(first: Value, second: Value) -> bool:
    """Agree, where no gradient and a gradient of zeros are the same."""
    match first, second:
        case (None, Tensor() as other) | (Tensor() as other, None):
            return not other.any()
        case tuple(), tuple():
            return all(_same_gradients(a, b) for a, b in zip(first, second, strict=True))
        case dict(), dict():
            return all(_same_gradients(first[key], second.get(key)) for key in first)
    return same(first, second)
