"""A decoder that asks all states of an encoder, in every step."""

from collections.abc import Callable
from typing import Literal, NamedTuple, get_args

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from course_lib.attention.scores import attend, check_mask, unchecked_softmax
from course_lib.decoding import NestedState
from course_lib.language import _
from course_lib.lstm import FastLSTM, LSTMCell, State

Score = Callable[[Tensor, Tensor], Tensor]
"""(query, keys) -> scores."""
QueryFrom = Literal["before", "after"]
ContextAt = Literal["input", "output", "both"]


class AttentionStep(NamedTuple):
    """What a step with attention gives."""

    state: State
    context: Float[Tensor, "batch encoder"]
    weights: Float[Tensor, "batch source"]


def attentive_step(
    cell: Callable[[Tensor, State], State],
    score: Score,
    softmax: Callable[..., Tensor],
    attend: Callable[[Tensor, Tensor], Tensor],
    x_t: Float[Tensor, "batch input"],
    state: State,
    encoder_states: Float[Tensor, "batch source encoder"],
    mask: Bool[Tensor, "batch source"] | None,
) -> AttentionStep:
    """One step of a decoder with attention: score, normalise, sum, and step.

    The state s before the step is the query; the states of the encoder are
    keys and values. The cell reads the word and the context side by side.
    `softmax` and `attend` are `masked_softmax` and `attend`, or others in
    their place.

    Equations: eq:attention-score to eq:attention-step (Bahdanau et al.,
    2015).
    """
    scores = score(state[0], encoder_states)  # eq:attention-score
    weights = softmax(scores, mask)
    context = attend(weights, encoder_states)
    x_and_context = torch.cat((x_t, context), dim=1)
    state = cell(x_and_context, state)  # eq:attention-step
    return AttentionStep(state, context, weights)


class DecoderState(NamedTuple):
    """What a decoder with attention keeps from step to step."""

    cell: NestedState
    context: Float[Tensor, "batch encoder"]
    weights: Float[Tensor, "batch source"]
    """Where the step before looked; zeros before the first one."""


class DecoderOutput(NamedTuple):
    """What a decoder with attention gives for a sequence."""

    output: Float[Tensor, "batch target output"]
    state: DecoderState
    weights: Float[Tensor, "batch target source"]


class AttentiveDecoder(nn.Module):
    """A recurrent decoder with attention, for every chapter that follows.

    `query_from` says which state asks: that *before* the step, as in the
    lecture and in Bahdanau et al. (2015), or that *after* it, as in Luong et
    al. (2015). `context_at` says where the context enters: at the cell's
    *input*, beside the word; at the *output*, beside the state; or at *both*.
    Where the state after the step asks, the cell reads the context of the
    previous step, which is zero at first. With `word_at_output` the word
    enters at the output too.

    The size of the cell's input is that of x, and of the context where it
    enters there. The cell may be any, of one layer or of several: the h of
    its top layer asks. `score` has `keys(encoder_states)` and
    `score(query, keys)`, as `BilinearScore` and `MLPScore`; one that says
    `sees_weights = True` gets the weights of the previous step as a third
    argument (Chorowski et al., 2015). `gate` makes of the query a number, or
    one for each entry of the context. The context is multiplied by its
    sigmoid: this is how much the decoder relies on it (Xu et al., 2015).

    Raises:
        ValueError: query_from or context_at is none of these words.
    """

    def __init__(
        self,
        cell: nn.Module,
        score: nn.Module,
        query_from: QueryFrom = "before",
        context_at: ContextAt = "input",
        *,
        gate: nn.Module | None = None,
        word_at_output: bool = False,
    ) -> None:
        super().__init__()
        for name, got, known in (
            ("query_from", query_from, get_args(QueryFrom)),
            ("context_at", context_at, get_args(ContextAt)),
        ):
            if got not in known:
                sentence = _("{name} is “{got}”; wanted one of: {words}.")
                words = ", ".join(known)
                raise ValueError(
                    sentence.format(name=name, got=got, words=words)
                )
        self.cell, self.score, self.gate = cell, score, gate
        self.query_from, self.context_at = query_from, context_at
        self.word_at_output = word_at_output
        self.sees_weights = bool(getattr(score, "sees_weights", False))

    def start(
        self,
        state: NestedState,
        encoder_states: Float[Tensor, "batch source encoder"],
    ) -> DecoderState:
        """The state before the first step, with zeros as context and weights.

        `state` is that of the cell.
        """
        batch, source, encoder = encoder_states.shape
        context = encoder_states.new_zeros(batch, encoder)
        weights = encoder_states.new_zeros(batch, source)
        return DecoderState(state, context, weights)

    def forward(
        self,
        x: Float[Tensor, "batch target input"],
        state: DecoderState,
        encoder_states: Float[Tensor, "batch source encoder"],
        mask: Bool[Tensor, "batch source"]
        | Bool[Tensor, "batch target source"]
        | None,
    ) -> DecoderOutput:
        """The outputs and weights of all steps, and the state to go on from.

        An output is s; beside it the context where it enters there, and x
        with `word_at_output`. The encoder states may belong to words, places
        of a picture or pieces of sound: whatever has an axis of places and
        one of features.

        Raises:
            ValueError: a row of the mask has no token, or the mask has a
                wrong shape.
        """
        places = encoder_states[:, None, :, 0].expand(-1, x.shape[1], -1)
        check_mask(mask, places)
        keys = self.score.keys(encoder_states)  # type: ignore[operator]
        s, context, weights = state
        if self._can_ask_at_once:
            # no step waits for a context: first all states, then they all ask
            fast = FastLSTM.from_cell(self.cell)  # type: ignore[arg-type]
            h, s = fast(x, None, s)
            asked = encoder_states, keys, mask
            every_weights, contexts = self._ask(h, *asked, weights)
            state = DecoderState(s, contexts[:, -1], every_weights[:, -1])
            output = self._output(h, contexts, x)
            return DecoderOutput(output, state, every_weights)
        outputs, looked = [], []
        for t, x_t in enumerate(x.unbind(1)):
            own = mask[:, t] if mask is not None and mask.ndim == 3 else mask
            asked = encoder_states, keys, own
            if self.query_from == "before":
                weights, context = self._ask(top_h(s), *asked, weights)
            read = x_t
            if self.context_at != "output":
                read = torch.cat((x_t, context), dim=1)
            s = self.cell(read, s)
            if self.query_from == "after":
                weights, context = self._ask(top_h(s), *asked, weights)
            outputs.append(self._output(top_h(s), context, x_t))
            looked.append(weights)
        state = DecoderState(s, context, weights)
        output = torch.stack(outputs, dim=1)
        every_weights = torch.stack(looked, dim=1)
        return DecoderOutput(output, state, every_weights)

    @property
    def _can_ask_at_once(self) -> bool:
        if self.query_from == "before" or self.context_at != "output":
            return False
        return isinstance(self.cell, LSTMCell) and not self.sees_weights

    def _ask(
        self,
        query: Tensor,
        encoder_states: Tensor,
        keys: Tensor,
        mask: Tensor | None,
        before: Tensor,
    ) -> tuple[Tensor, Tensor]:
        seen = (before,) if self.sees_weights else ()
        weights = unchecked_softmax(self.score(query, keys, *seen), mask)
        context = attend(weights, encoder_states)
        if self.gate is not None:
            context = torch.sigmoid(self.gate(query)) * context
        return weights, context

    def _output(self, h: Tensor, context: Tensor, x: Tensor) -> Tensor:
        parts = [h]
        if self.context_at != "input":
            parts.append(context)
        if self.word_at_output:
            parts.append(x)
        return torch.cat(parts, dim=-1)


def top_h(state: NestedState) -> Float[Tensor, "batch hidden"]:
    """The h of the top layer of a state.

    The state is (h, c), (h,) or an h alone, or has one of them for each
    layer, the top one last.

    >>> h, c = torch.zeros(2, 3), torch.ones(2, 3)
    >>> [top_h(state) is h for state in (h, (h, c), ((c, c), (h, c)))]
    [True, True, True]
    """
    if isinstance(state, Tensor):
        return state
    return state[0] if isinstance(state[0], Tensor) else top_h(state[-1])
