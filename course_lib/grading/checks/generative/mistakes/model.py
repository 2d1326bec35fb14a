"""Known wrong answers to `CharLM`."""

from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State


class _Right(nn.Module):
    """The model with places at which it can go wrong."""

    def __init__(self, vocab_size: int, input_size: int, hidden_size: int, step: Any) -> None:
        super().__init__()
        self.step = step
        self.E = nn.Parameter(torch.zeros(vocab_size, input_size))
        self.V = nn.Parameter(torch.zeros(vocab_size, hidden_size))
        self.d = nn.Parameter(torch.zeros(vocab_size))

    def forward(self, text: Tensor, state: State | None = None) -> Any:
        state = self.start(text, state)
        states = [state]
        for x_t in self.vectors(text).unbind(1):
            states.append(self.step(x_t, self.before(states)))
        logits = torch.stack([self.logits(before, after) for before, after in pairwise(states)], 1)
        return self.returned(logits, states)

    def start(self, text: Tensor, state: State | None) -> State:
        if state is not None:
            return state
        zeros = self.V.new_zeros(len(text), self.V.shape[1])
        return zeros, zeros

    def vectors(self, text: Tensor) -> Tensor:
        return self.E[text]

    def before(self, states: list[State]) -> State:
        return states[-1]

    def logits(self, _before: State, after: State) -> Tensor:
        return after[0] @ self.V.T + self.d

    def returned(self, logits: Tensor, states: list[State]) -> Any:
        return logits, states[-1]


class _StateKept(_Right):
    kept: State | None = None

    def start(self, text: Tensor, state: State | None) -> State:
        return super().start(text, state if state is not None else self.kept)

    def returned(self, logits: Tensor, states: list[State]) -> Any:
        h, c = states[-1]
        self.kept = h.detach(), c.detach()
        return super().returned(logits, states)


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    @bank.mistake(_("the state that the caller gives is not used: every call starts from zeros"))
    class StateIgnored(_Right):
        def start(self, text: Tensor, _state: State | None) -> State:
            return super().start(text, None)

    bank.add(
        Mistake(
            "state_kept",
            _("the module keeps its state from call to call; without a state it starts from zeros, every time"),
            (lambda: _StateKept,),
            remembers=True,
        )
    )

    @bank.mistake(_("your logits come from the h before the character is read; they come from the h after it"))
    class ScoresBeforeStep(_Right):
        def logits(self, before: State, _after: State) -> Tensor:
            return super().logits(before, before)

    @bank.mistake(_("your logits come from c; they come from h"))
    class ScoresFromC(_Right):
        def logits(self, _before: State, after: State) -> Tensor:
            return after[1] @ self.V.T + self.d

    @bank.mistake(_("you return probabilities, or their logarithms; return the logits as they are, before softmax"))
    class SoftmaxApplied(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits.softmax(-1), states[-1]

    @bank.form_of(SoftmaxApplied)
    class LogSoftmax(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits.log_softmax(-1), states[-1]

    @bank.mistake(_("your logits go through tanh, relu or sigmoid; they are V h + d without an activation"))
    class ActivationApplied(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits.tanh(), states[-1]

    @bank.form_of(ActivationApplied)
    class ReLU(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits.relu(), states[-1]

    @bank.form_of(ActivationApplied)
    class Sigmoid(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits.sigmoid(), states[-1]

    @bank.mistake(_("the biases d are not added to the logits"))
    class BiasMissing(_Right):
        def logits(self, before: State, after: State) -> Tensor:
            return super().logits(before, after) - self.d

    @bank.mistake(_("the biases d are added to the logits twice"))
    class BiasTwice(_Right):
        def logits(self, before: State, after: State) -> Tensor:
            return super().logits(before, after) + self.d

    @bank.mistake(_("the state that you return is not the one after the last character"))
    class FirstStateReturned(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits, states[0]

    @bank.form_of(FirstStateReturned)
    class StateAfterOne(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits, states[1]

    @bank.mistake(_("you return only the logits after the last character; return those after every character"))
    class LastScoresOnly(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits[:, -1], states[-1]

    @bank.form_of(LastScoresOnly)
    class LastLogitsWithTime(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits[:, -1:], states[-1]

    @bank.mistake(_("your logits have the shape (time, batch, vocab_size); the batch axis comes first"))
    class TimeFirst(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            return logits.transpose(0, 1), states[-1]

    @bank.mistake(_("you return the state as (c, h); it is (h, c)"))
    class StateSwapped(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            h, c = states[-1]
            return logits, (c, h)

    @bank.mistake(_("the state is not carried from character to character: each one starts from the first state"))
    class StateRestarted(_Right):
        def before(self, states: list[State]) -> State:
            return states[0]

    @bank.form_of(StateRestarted)
    class RestartedWithZeros(_Right):
        def before(self, states: list[State]) -> State:
            h, c = states[0]
            return states[0] if len(states) == 1 else (torch.zeros_like(h), torch.zeros_like(c))

    @bank.mistake(_("a state or the logits are detached within the text, so gradients do not go back all the way"))
    class Truncated(_Right):
        def before(self, states: list[State]) -> State:
            h, c = states[-1]
            return h.detach(), c.detach()

    @bank.form_of(Truncated)
    class TruncatedLater(_Right):
        """The caller's state is not cut off, what comes after it is."""

        def before(self, states: list[State]) -> State:
            h, c = states[-1]
            return states[0] if len(states) == 1 else (h.detach(), c.detach())

    @bank.form_of(Truncated)
    class LogitsDetached(_Right):
        def logits(self, before: State, after: State) -> Tensor:
            return super().logits(before, (after[0].detach(), after[1]))

    @bank.form_of(Truncated)
    class StateCutOff(_Right):
        """The caller's state alone is cut off."""

        def start(self, text: Tensor, state: State | None) -> State:
            h, c = super().start(text, state)
            return h.detach(), c.detach()

    @bank.mistake(
        _("the state that you return is detached; gradients flow through it from whatever goes on from there")
    )
    class StateReturnedCutOff(_Right):
        def returned(self, logits: Tensor, states: list[State]) -> Any:
            h, c = states[-1]
            return logits, (h.detach(), c.detach())

    @bank.mistake(_("the cell reads the character before; at step t it reads text[:, t]"))
    class OneHotOfNeighbour(_Right):
        def vectors(self, text: Tensor) -> Tensor:
            return self.E[torch.cat([text[:, :1], text[:, :-1]], 1)]

    @bank.form_of(OneHotOfNeighbour)
    class NeighbourOrZero(_Right):
        def vectors(self, text: Tensor) -> Tensor:
            x = self.E[text]
            return torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], 1)

    return bank.mistakes
