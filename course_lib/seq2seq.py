"""An encoder reads a sentence into a vector, and a decoder writes from it."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.decoding import NestedState, Step
from course_lib.language import _
from course_lib.lstm import FastLSTM, State, lstm_unroll
from course_lib.recurrent import check_lengths, length_mask
from course_lib.stacked import BidirectionalLSTM

__all__ = [
    "PAD",
    "SOS",
    "EOS",
    "teacher_forcing",
    "masked_cross_entropy",
    "encode",
    "greedy_decode",
    "PairBatch",
    "Encoder",
    "Decoder",
    "Seq2Seq",
]

PAD, SOS, EOS = 0, 1, 2
"""The numbers of <PAD>, <SOS> and <EOS> in every vocabulary that has them."""


class PairBatch(NamedTuple):
    """A padded batch of pairs: sentences to read, and their targets."""

    source: Int[Tensor, "batch source"]
    source_lengths: Int[Tensor, " batch"]
    target: Int[Tensor, "batch target"]
    target_lengths: Int[Tensor, " batch"]


# ------------------------------------------------------------------ functions
def teacher_forcing(
    target: Int[Tensor, "batch target"],
    lengths: Int[Tensor, " batch"],
    sos: int,
    eos: int,
    pad: int,
) -> tuple[Int[Tensor, "batch time"], Int[Tensor, "batch time"]]:
    """The decoder's input while it is trained, and the labels, its targets.

    Both are one step longer than `target`. The input begins with `sos` and
    goes on with each reference word, regardless of the decoder's own
    predictions; the label after the last word is `eos`. Whatever follows the
    end of a row in `target`, in the results it is `pad`.

    >>> target = torch.tensor([[5, 6, 7], [8, 9, 9]])
    >>> lengths = torch.tensor([3, 1])
    >>> teacher_forcing(target, lengths, sos=1, eos=2, pad=0)
    (tensor([[1, 5, 6, 7],
            [1, 8, 0, 0]]), tensor([[5, 6, 7, 2],
            [8, 2, 0, 0]]))

    Equation: eq:seq2seq-forcing (Williams and Zipser, 1989).

    Raises:
        ValueError, TypeError: lengths has a wrong shape, dtype, device or
            range.
    """
    check_lengths(lengths, target)
    words = torch.where(length_mask(lengths, target.shape[1]), target, pad)
    one_more = words.new_full((len(words), 1), pad)
    first = torch.full_like(one_more, sos)
    decoder_input = torch.cat((first, words), dim=1)  # eq:seq2seq-forcing
    labels = torch.cat((words, one_more), dim=1)
    labels = labels.scatter(1, lengths[:, None].long(), eos)
    return decoder_input, labels


def masked_cross_entropy(
    logits: Float[Tensor, "batch time vocab"],
    labels: Int[Tensor, "batch time"],
    lengths: Int[Tensor, " batch"],
) -> Float[Tensor, ""]:
    """The mean cross-entropy in nats over all real tokens of the batch.

    What stands in the padding does not matter.

    >>> labels = torch.tensor([[4, 5, 6], [7, 0, 0]])
    >>> lengths = torch.tensor([3, 1])
    >>> masked_cross_entropy(torch.zeros(2, 3, 10), labels, lengths)  # ln 10
    tensor(2.3026)

    Equation: eq:seq2seq-loss.

    Raises:
        ValueError, TypeError: labels or lengths has a wrong shape, dtype,
            device or range.
    """
    check_lengths(lengths, labels)
    if labels.shape != logits.shape[:2]:
        sentence = _(
            "labels has the shape {got}; "
            "wanted {wanted}, one token for each step of logits."
        )
        got, wanted = tuple(labels.shape), tuple(logits.shape[:2])
        raise ValueError(sentence.format(got=got, wanted=wanted))
    real = length_mask(lengths, labels.shape[1])
    # the padding is gone before anything is computed
    log_p = torch.log_softmax(logits[real], dim=1)
    return -log_p.gather(1, labels[real][:, None]).mean()  # eq:seq2seq-loss


def encode(
    step: Callable[[Tensor, State], State],
    embedding: Float[Tensor, "vocab input"],
    tokens: Int[Tensor, "batch time"],
    lengths: Int[Tensor, " batch"],
    state: State,
) -> tuple[Float[Tensor, "batch time hidden"], State]:
    """Read a padded batch of sentences: every h, and the last state of each.

    An h is zero in the padding; the last state is the one after the last real
    token. That state is all that a decoder gets to know of the sentence: a
    vector of fixed size. What follows the end of a row may be anything, even
    a number that no word has.

    Equation: eq:seq2seq-encode.

    Raises:
        ValueError, TypeError: lengths or state has a wrong shape, dtype,
            device or range.
    """
    check_lengths(lengths, tokens)
    real = length_mask(lengths, tokens.shape[1])
    x = embedding[torch.where(real, tokens, 0)]
    return lstm_unroll(step, x, lengths, state)  # eq:seq2seq-encode


def greedy_decode(
    step: Step,
    state: NestedState,
    batch: int,
    sos: int,
    eos: int,
    max_length: int,
) -> tuple[Int[Tensor, "batch time"], Int[Tensor, " batch"]]:
    """Write the most likely word at each step, which is the next input.

    The result is the words, and how many each row has without its `eos`.
    `step` takes the last tokens (batch,) and the state, and gives the logits
    (batch, vocab) of the next ones and the new state. A row ends with `eos`,
    and nothing else follows in it. The writing ends when all rows have ended,
    or after `max_length` words. Of logits that are equal the first one wins.

    Equation: eq:seq2seq-greedy.

    Raises:
        ValueError: batch or max_length is smaller than 1.
    """
    if batch < 1 or max_length < 1:
        sentence = _(
            "batch is {batch} and max_length is {max_length}; "
            "wanted whole numbers of at least 1."
        )
        raise ValueError(sentence.format(batch=batch, max_length=max_length))
    outputs: list[Tensor] = []
    token = torch.full((batch,), sos)
    for _step in range(max_length):
        if outputs and bool((token == eos).all()):
            break
        logits, state = step(token, state)
        token = logits.argmax(1)  # eq:seq2seq-greedy
        if outputs:
            token = torch.where(outputs[-1] == eos, eos, token)
        outputs.append(token)
    tokens = torch.stack(outputs, dim=1)
    return tokens, (tokens != eos).sum(1)


# --------------------------------------------------------------------- models
class Encoder(nn.Module):
    """Reads a sentence: an embedding for each word, and an LSTM over them.

    The LSTM has one direction or two; of two, each has half of the hidden
    size, and their states stand side by side.

    >>> encoder = Encoder(10, input_size=4, hidden_size=6, bidirectional=True)
    >>> source = torch.tensor([[3, 4, 5], [6, 0, 0]])
    >>> lengths = torch.tensor([3, 1])
    >>> h, (h_last, c_last) = encoder(source, lengths)
    >>> h.shape, h_last.shape
    (torch.Size([2, 3, 6]), torch.Size([2, 6]))

    Raises:
        ValueError: the hidden size is odd and there are two directions.
    """

    def __init__(
        self,
        vocab_size: int,
        input_size: int,
        hidden_size: int,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        if bidirectional and hidden_size % 2:
            sentence = _(
                "hidden_size is {got}; wanted an even size: "
                "each of the two directions has half of it."
            )
            raise ValueError(sentence.format(got=hidden_size))
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocab_size, input_size)
        self.lstm = (
            BidirectionalLSTM(input_size, hidden_size // 2)
            if bidirectional
            else FastLSTM(input_size, hidden_size)
        )

    def forward(
        self,
        tokens: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
    ) -> tuple[Float[Tensor, "batch source hidden"], State]:
        """Every h, zero in the padding, and the last state of each row.

        Raises:
            ValueError, TypeError: lengths has a wrong shape, dtype, device or
                range.
        """
        check_lengths(lengths, tokens)
        real = length_mask(lengths, tokens.shape[1])
        x = self.embedding(torch.where(real, tokens, PAD))
        h, last = self.lstm(x, lengths)
        if isinstance(self.lstm, BidirectionalLSTM):
            (h_forward, c_forward), (h_backward, c_backward) = last
            h_last = torch.cat((h_forward, h_backward), dim=1)
            c_last = torch.cat((c_forward, c_backward), dim=1)
            last = h_last, c_last
        return h, last


class Decoder(nn.Module):
    """Writes a sentence from a vector of fixed size.

    It is an LSTM that starts from the encoder's last state. The h of that
    state is its input at every step as well, beside the last word, so that it
    need not be remembered (Cho et al., 2014).

    Equations: eq:seq2seq-decode, eq:seq2seq-logits.
    """

    def __init__(
        self, vocab_size: int, input_size: int, hidden_size: int
    ) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, input_size)
        self.lstm = FastLSTM(input_size + hidden_size, hidden_size)
        self.readout = nn.Linear(hidden_size, vocab_size)

    def forward(
        self,
        tokens: Int[Tensor, "batch target"],
        state: State,
        context: Float[Tensor, "batch hidden"],
    ) -> tuple[Float[Tensor, "batch target vocab"], State]:
        """The logits of the word after each token, and the next state.

        `context` is what the encoder gave.
        """
        words = self.embedding(tokens)
        repeated = context[:, None].expand(-1, words.shape[1], -1)
        x = torch.cat((words, repeated), dim=2)
        s, state = self.lstm(x, None, state)  # eq:seq2seq-decode
        return self.readout(s), state  # eq:seq2seq-logits


class Seq2Seq(nn.Module):
    """An encoder and a decoder, and between them a vector of fixed size.

    The encoder has one direction or two.

    >>> model = Seq2Seq(10, 12, input_size=4, hidden_size=6)
    >>> source = torch.tensor([[3, 4, 5], [6, 0, 0]])
    >>> lengths = torch.tensor([3, 1])
    >>> tokens, lengths = model.generate(source, lengths, max_length=7)
    >>> tokens.shape[0], bool((lengths <= 7).all())
    (2, True)
    """

    def __init__(
        self,
        source_vocab_size: int,
        target_vocab_size: int,
        input_size: int,
        hidden_size: int,
        bidirectional: bool = False,
    ) -> None:
        super().__init__()
        self.encoder = Encoder(
            source_vocab_size, input_size, hidden_size, bidirectional
        )
        self.decoder = Decoder(target_vocab_size, input_size, hidden_size)

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
        decoder_input: Int[Tensor, "batch target"],
    ) -> Float[Tensor, "batch target vocab"]:
        """The logits of every word, with the reference words as input."""
        start = self.start(source, lengths)
        logits, _state = self.decoder(decoder_input, *start)
        return logits  # type: ignore[no-any-return]

    def start(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
    ) -> tuple[State, Float[Tensor, "batch hidden"]]:
        """The state before the first word, and the context of every step.

        The state is the encoder's last, and the context is its h.
        """
        _h, state = self.encoder(source, lengths)
        return state, state[0]

    def step(
        self,
        token: Int[Tensor, " batch"],
        state: tuple[State, Float[Tensor, "batch hidden"]],
    ) -> tuple[
        Float[Tensor, "batch vocab"],
        tuple[State, Float[Tensor, "batch hidden"]],
    ]:
        """The logits of the word after `token`, and the next state."""
        s, context = state
        token = token.to(context.device)
        logits, s = self.decoder(token[:, None], s, context)
        return logits[:, 0], (s, context)

    def loss(self, batch: PairBatch) -> Float[Tensor, ""]:
        """The mean cross-entropy of the target's words and <EOS>, in nats."""
        decoder_input, labels = teacher_forcing(
            batch.target, batch.target_lengths, SOS, EOS, PAD
        )
        logits = self(batch.source, batch.source_lengths, decoder_input)
        return masked_cross_entropy(logits, labels, batch.target_lengths + 1)

    @torch.no_grad()
    def generate(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
        max_length: int,
    ) -> tuple[Int[Tensor, "batch time"], Int[Tensor, " batch"]]:
        """The most likely word at each step, and how many each row has."""
        batch, start = len(source), self.start(source, lengths)
        return greedy_decode(self.step, start, batch, SOS, EOS, max_length)
