"""Attention: a decoder asks all states of the encoder, at every step, instead of keeping one vector in mind."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, get_args

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.decoding import NestedState
from course_lib.language import _
from course_lib.lstm import FastLSTM, LSTMCell, State
from course_lib.recurrent import length_mask
from course_lib.seq2seq import EOS, PAD, SOS, Encoder, PairBatch, greedy_decode, masked_cross_entropy, teacher_forcing

__all__ = [
    "dot_product_scores",
    "mlp_scores",
    "masked_softmax",
    "attend",
    "attentive_step",
    "BilinearScore",
    "MLPScore",
    "DecoderState",
    "AttentiveDecoder",
    "AttentiveSeq2Seq",
]

Layer = tuple[Float[Tensor, "_out _in"], Float[Tensor, " _out"]]
"""The weights and the bias of a linear layer; the next one has sizes of its own."""
Score = Callable[[Tensor, Tensor], Tensor]
"""(query, keys) -> scores."""


# ------------------------------------------------------------------------------------------------------------ functions
def dot_product_scores(
    query: Float[Tensor, "batch *target hidden"], keys: Float[Tensor, "batch source hidden"]
) -> Float[Tensor, "batch *target source"]:
    """How well each key answers the query: their dot product. Query and keys have the same size.

    >>> dot_product_scores(torch.tensor([[1.0, 2.0]]), torch.tensor([[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]]))
    tensor([[1., 2., 3.]])

    Equation: eq:attention-dot.
    """
    return torch.einsum("n...h,nsh->n...s", query, keys)  # eq:attention-dot


def mlp_scores(
    query: Float[Tensor, "batch *target hidden"], keys: Float[Tensor, "batch source key"], layers: Sequence[Layer]
) -> Float[Tensor, "batch *target source"]:
    """How well each key answers the query: what a network says of the two side by side, the query first.

    All `layers` but the last are followed by tanh; the last one has one output. With one layer alone, the query adds
    the same number to every score, and after the softmax it is as if nobody had asked.

    Equation: eq:attention-mlp; with one hidden layer, Bahdanau et al. (2015).

    Raises:
        ValueError: there is no layer, or the last one has more than one output.
    """
    _check_layers(layers)
    (W, b), *others = layers
    W_query, W_key = W.split([query.shape[-1], keys.shape[-1]], dim=1)  # W [query, key] without writing all pairs down
    return _further(query @ W_query.T, keys @ W_key.T + b, others)


def _further(
    query: Float[Tensor, "batch *target hidden"], keys: Float[Tensor, "batch source hidden"], layers: Sequence[Layer]
) -> Float[Tensor, "batch *target source"]:
    """The scores from what the first layer makes of the query and of the keys."""
    between = [1] * (query.ndim - 2)
    x = query[..., None, :] + keys.view(len(keys), *between, *keys.shape[1:])
    for W, b in layers:
        x = nn.functional.linear(torch.tanh(x), W, b)  # eq:attention-mlp
    return x.squeeze(-1)


def masked_softmax(
    scores: Float[Tensor, "batch *target source"],
    mask: Bool[Tensor, "batch source"] | Bool[Tensor, "batch *target source"] | None,
) -> Float[Tensor, "batch *target source"]:
    """Weights that are positive for real tokens, zero for others, and sum to 1. The mask is True for a real token.

    It is the same for all steps, or has one row for each: then a step may be kept from seeing what comes later.

    >>> masked_softmax(torch.tensor([[0.0, 0.0, 5.0]]), torch.tensor([[True, True, False]]))
    tensor([[0.5000, 0.5000, 0.0000]])

    Equation: eq:attention-softmax.

    Raises:
        ValueError: a row of the mask has no token, or the mask has another shape than wanted.
    """
    check_mask(mask, scores)
    return _softmax(scores, mask)


def _softmax(scores: Tensor, mask: Tensor | None) -> Tensor:
    if mask is not None:
        between = [1] * (scores.ndim - mask.ndim)
        scores = scores.masked_fill(~mask.view(len(mask), *between, *mask.shape[1:]), -torch.inf)
    return scores.softmax(-1)  # eq:attention-softmax


def _check_layers(layers: Sequence[Layer]) -> None:
    outputs = len(layers[-1][0]) if layers else 0
    if outputs != 1:
        sentence = _("There are {count} layers, the last with {outputs} outputs; wanted at least one, with 1 output.")
        raise ValueError(sentence.format(count=len(layers), outputs=outputs))


def check_mask(mask: Tensor | None, like: Float[Tensor, "batch *_ source"]) -> None:
    """Raise one sentence unless the mask is one for `like`, for all of its steps or each, with a token in each row.

    Raises:
        ValueError: it has not.
        TypeError: the mask is not of the dtype bool.
    """
    if mask is None:
        return
    wanted = {(like.shape[0], like.shape[-1]): "(batch, source)"} | (
        {tuple(like.shape): "(batch, target, source)"} if like.ndim == 3 else {}
    )
    if mask.dtype != torch.bool:
        sentence = _("mask has the dtype {got}; wanted torch.bool, True where a token is real.")
        raise TypeError(sentence.format(got=mask.dtype))
    if tuple(mask.shape) not in wanted:
        sentence = _("mask has the shape {got}; wanted {wanted}.")
        shapes = _(" or ").join(_("{shape}, which is {axes}").format(shape=s, axes=axes) for s, axes in wanted.items())
        raise ValueError(sentence.format(got=tuple(mask.shape), wanted=shapes))
    if not mask.is_meta and not bool(mask.any(-1).all()):
        rows = (~mask.any(-1)).view(len(mask), -1).any(1).nonzero().flatten().tolist()
        sentence = _("mask has no token in the rows {rows}; attention needs at least one. Leave empty rows out.")
        raise ValueError(sentence.format(rows=rows))


def attend(
    weights: Float[Tensor, "batch *target source"], values: Float[Tensor, "batch source value"]
) -> Float[Tensor, "batch *target value"]:
    """The context: the sum of the values, each times its weight.

    Equation: eq:attention-context.
    """
    return torch.einsum("n...s,nsv->n...v", weights, values)  # eq:attention-context


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
    """One step of a decoder that asks before it moves: score, normalise, sum, and step.

    The state s before the step is the query; the states of the encoder are keys and values. The cell reads the word
    and the context side by side. `softmax` and `attend` are `masked_softmax` and `attend`, or others in their place.

    Equations: eq:attention-score to eq:attention-step (Bahdanau et al., 2015).
    """
    scores = score(state[0], encoder_states)  # eq:attention-score
    weights = softmax(scores, mask)
    context = attend(weights, encoder_states)
    return AttentionStep(cell(torch.cat((x_t, context), dim=1), state), context, weights)  # eq:attention-step


# --------------------------------------------------------------------------------------------------------------- models
class BilinearScore(nn.Module):
    """Compares by a matrix between query and keys, whose sizes may differ: “general” in Luong et al. (2015)."""

    def __init__(self, query_size: int, key_size: int) -> None:
        super().__init__()
        self.key = nn.Linear(key_size, query_size, bias=False)

    def keys(self, encoder_states: Float[Tensor, "batch source encoder"]) -> Float[Tensor, "batch source hidden"]:
        """What of them does not depend on the query: it is computed once for a sentence."""
        return self.key(encoder_states)  # type: ignore[no-any-return]

    def forward(
        self, query: Float[Tensor, "batch *target hidden"], keys: Float[Tensor, "batch source hidden"]
    ) -> Float[Tensor, "batch *target source"]:
        return dot_product_scores(query, keys)


class MLPScore(nn.Module):
    """Compares by a network with as many hidden layers as `hidden` has sizes; [] is no hidden layer at all.

    Raises:
        ValueError: a size is smaller than 1.
    """

    def __init__(self, query_size: int, key_size: int, hidden: Sequence[int]) -> None:
        super().__init__()
        if any(size < 1 for size in hidden):
            raise ValueError(_("hidden is {got}; wanted sizes of at least 1.").format(got=list(hidden)))
        sizes = [query_size + key_size, *hidden, 1]
        self.query_size, self.key_size = query_size, key_size
        self.linears = nn.ModuleList(map(nn.Linear, sizes[:-1], sizes[1:]))

    @property
    def layers(self) -> list[Layer]:
        """The layers as `mlp_scores` takes them."""
        return [(linear.weight, linear.bias) for linear in self.linears]  # type: ignore[misc]

    def keys(self, encoder_states: Float[Tensor, "batch source encoder"]) -> Float[Tensor, "batch source output"]:
        """What of the first layer does not depend on the query: it is computed once for a sentence."""
        (W, b), *_others = self.layers
        return nn.functional.linear(encoder_states, W[:, self.query_size :], b)

    def forward(
        self, query: Float[Tensor, "batch *target hidden"], keys: Float[Tensor, "batch source output"]
    ) -> Float[Tensor, "batch *target source"]:
        (W, _b), *others = self.layers
        return _further(nn.functional.linear(query, W[:, : self.query_size]), keys, others)


QueryFrom = Literal["before", "after"]
ContextAt = Literal["input", "output", "both"]


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

    `query_from` says which state asks: that *before* the step, as in the lecture and in Bahdanau et al. (2015), or that
    *after* it, as in Luong et al. (2015). `context_at` says where the context enters: at the cell's *input*, beside the
    word; at the *output*, beside the state; or at *both*. Where the state after the step asks, what enters the cell is
    the context of the step before, which is zero at first. With `word_at_output` the word stands at the output too.

    The size of the cell's input is that of x, and of the context where it enters there. The cell may be any, of one
    layer or of several: the h of its top layer asks. `score` has `keys(encoder_states)` and `score(query, keys)`, as
    `BilinearScore` and `MLPScore`; one that says `sees_weights = True` gets the weights of the step before as a third
    argument (Chorowski et al., 2015). `gate` makes of the query a number, or one for each entry of the context, whose
    sigmoid the context is multiplied by: how much the decoder cares for it (Xu et al., 2015).

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
        for name, got, words in (
            ("query_from", query_from, get_args(QueryFrom)),
            ("context_at", context_at, get_args(ContextAt)),
        ):
            if got not in words:
                sentence = _("{name} is “{got}”; wanted one of: {words}.")
                raise ValueError(sentence.format(name=name, got=got, words=", ".join(words)))
        self.cell, self.score, self.gate = cell, score, gate
        self.query_from, self.context_at, self.word_at_output = query_from, context_at, word_at_output
        self.sees_weights = bool(getattr(score, "sees_weights", False))

    def start(self, state: NestedState, encoder_states: Float[Tensor, "batch source encoder"]) -> DecoderState:
        """The cell's state before the first step, with a context that nobody has asked for yet."""
        batch, source, encoder = encoder_states.shape
        return DecoderState(state, encoder_states.new_zeros(batch, encoder), encoder_states.new_zeros(batch, source))

    def forward(
        self,
        x: Float[Tensor, "batch target input"],
        state: DecoderState,
        encoder_states: Float[Tensor, "batch source encoder"],
        mask: Bool[Tensor, "batch source"] | Bool[Tensor, "batch target source"] | None,
    ) -> DecoderOutput:
        """The outputs of all steps, the state to go on from, and the weights of every step.

        An output is s; beside it the context where it enters there, and x with `word_at_output`. What is asked may be
        words, the places of a picture or pieces of sound: whatever has an axis of places and one of features.

        Raises:
            ValueError: a row of the mask has no token, or the mask has another shape than wanted.
        """
        check_mask(mask, encoder_states[:, None, :, 0].expand(-1, x.shape[1], -1))
        keys = self.score.keys(encoder_states)  # type: ignore[operator]
        s, context, weights = state
        if self._can_ask_at_once:
            # no step waits for a context or for weights: all states come first, and then all of them ask
            h, s = FastLSTM.from_cell(self.cell)(x, None, s)  # type: ignore[arg-type]
            every_weights, contexts = self._ask(h, encoder_states, keys, mask, weights)
            output = self._output(h, contexts, x)
            return DecoderOutput(output, DecoderState(s, contexts[:, -1], every_weights[:, -1]), every_weights)
        outputs, looked = [], []
        for t, x_t in enumerate(x.unbind(1)):
            own = mask[:, t] if mask is not None and mask.ndim == 3 else mask
            if self.query_from == "before":
                weights, context = self._ask(top_h(s), encoder_states, keys, own, weights)
            s = self.cell(torch.cat((x_t, context), dim=1) if self.context_at != "output" else x_t, s)
            if self.query_from == "after":
                weights, context = self._ask(top_h(s), encoder_states, keys, own, weights)
            outputs.append(self._output(top_h(s), context, x_t))
            looked.append(weights)
        every_weights = torch.stack(looked, dim=1)
        return DecoderOutput(torch.stack(outputs, dim=1), DecoderState(s, context, weights), every_weights)

    @property
    def _can_ask_at_once(self) -> bool:
        waits = self.query_from == "before" or self.context_at != "output" or self.sees_weights
        return not waits and isinstance(self.cell, LSTMCell)

    def _ask(
        self, query: Tensor, encoder_states: Tensor, keys: Tensor, mask: Tensor | None, before: Tensor
    ) -> tuple[Tensor, Tensor]:
        scores = self.score(query, keys, before) if self.sees_weights else self.score(query, keys)
        weights = _softmax(scores, mask)
        context = attend(weights, encoder_states)
        return weights, context if self.gate is None else torch.sigmoid(self.gate(query)) * context

    def _output(self, h: Tensor, context: Tensor, x: Tensor) -> Tensor:
        parts = [h, *([context] if self.context_at != "input" else []), *([x] if self.word_at_output else [])]
        return torch.cat(parts, dim=-1)


def top_h(state: NestedState) -> Float[Tensor, "batch hidden"]:
    """The h of the top layer: of a state (h, c) or (h,), of an h alone, or of several layers' states, the top one last.

    >>> h, c = torch.zeros(2, 3), torch.ones(2, 3)
    >>> [top_h(state) is h for state in (h, (h, c), ((c, c), (h, c)))]
    [True, True, True]
    """
    if isinstance(state, Tensor):
        return state
    return state[0] if isinstance(state[0], Tensor) else top_h(state[-1])


class SourceState(NamedTuple):
    """The state of a model that writes and looks at a source: what the decoder keeps, and what it asks."""

    decoder: DecoderState
    encoder_states: Float[Tensor, "batch source encoder"]
    mask: Bool[Tensor, "batch source"] | None


class AttentiveSeq2Seq(nn.Module):
    """An encoder that reads in both directions, and a decoder that asks all of its states.

    Without `score`, queries and keys, both of the hidden size, are compared by `BilinearScore`.

    >>> model = AttentiveSeq2Seq(source_vocab_size=10, target_vocab_size=12, input_size=4, hidden_size=6)
    >>> source, lengths = torch.tensor([[3, 4, 5], [6, 0, 0]]), torch.tensor([3, 1])
    >>> logits, weights = model(source, lengths, decoder_input=torch.tensor([[1, 7], [1, 8]]))
    >>> logits.shape, weights.shape
    (torch.Size([2, 2, 12]), torch.Size([2, 2, 3]))

    Raises:
        ValueError: query_from or context_at is none of the words that are known.
    """

    def __init__(
        self,
        source_vocab_size: int,
        target_vocab_size: int,
        input_size: int,
        hidden_size: int,
        score: nn.Module | None = None,
        query_from: QueryFrom = "before",
        context_at: ContextAt = "input",
    ) -> None:
        super().__init__()
        self.encoder = Encoder(source_vocab_size, input_size, hidden_size, bidirectional=True)
        self.embedding = nn.Embedding(target_vocab_size, input_size)
        cell = LSTMCell(input_size + (hidden_size if context_at != "output" else 0), hidden_size)
        score = BilinearScore(hidden_size, hidden_size) if score is None else score
        self.decoder = AttentiveDecoder(cell, score, query_from, context_at)
        self.readout = nn.Linear(hidden_size * (2 if context_at != "input" else 1), target_vocab_size)

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
        decoder_input: Int[Tensor, "batch target"],
    ) -> tuple[Float[Tensor, "batch target vocab"], Float[Tensor, "batch target source"]]:
        """The logits of every word to be written, while the decoder is fed the right ones, and where it looked."""
        decoded = self.decoder(self.embedding(decoder_input), *self.start(source, lengths))
        return self.readout(decoded.output), decoded.weights

    def start(self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, " batch"]) -> SourceState:
        """The decoder's state before the first word, and what every step asks."""
        encoder_states, state = self.encoder(source, lengths)
        mask = length_mask(lengths, source.shape[1])
        return SourceState(self.decoder.start(state, encoder_states), encoder_states, mask)

    def step(
        self, token: Int[Tensor, " batch"], state: SourceState
    ) -> tuple[Float[Tensor, "batch vocab"], SourceState]:
        """The logits of the word behind `token`, and the state to go on from."""
        words = self.embedding(token[:, None].to(state.encoder_states.device))
        decoded = self.decoder(words, *state)
        return self.readout(decoded.output[:, 0]), state._replace(decoder=decoded.state)

    def loss(self, batch: PairBatch) -> Float[Tensor, ""]:
        """The mean cross-entropy of the words of the target and of their <EOS>, in nats."""
        decoder_input, labels = teacher_forcing(batch.target, batch.target_lengths, SOS, EOS, PAD)
        logits, _weights = self(batch.source, batch.source_lengths, decoder_input)
        return masked_cross_entropy(logits, labels, batch.target_lengths + 1)

    @torch.no_grad()
    def generate(
        self, source: Int[Tensor, "batch source"], lengths: Int[Tensor, " batch"], max_length: int
    ) -> tuple[Int[Tensor, "batch time"], Int[Tensor, " batch"]]:
        """The likeliest words one after the other, and how many each row has, `max_length` at most."""
        return greedy_decode(self.step, self.start(source, lengths), len(source), SOS, EOS, max_length)
