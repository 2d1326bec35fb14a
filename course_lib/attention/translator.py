"""A network that translates with attention."""

from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.attention.decoder import (
    AttentiveDecoder,
    ContextAt,
    DecoderState,
    QueryFrom,
)
from course_lib.attention.scores import BilinearScore
from course_lib.lstm import LSTMCell
from course_lib.recurrent import length_mask
from course_lib.seq2seq import (
    EOS,
    PAD,
    SOS,
    Encoder,
    PairBatch,
    greedy_decode,
    masked_cross_entropy,
    teacher_forcing,
)


class SourceState(NamedTuple):
    """The state of a model that writes and looks at a source.

    It is what the decoder keeps, and what it asks.
    """

    decoder: DecoderState
    encoder_states: Float[Tensor, "batch source encoder"]
    mask: Bool[Tensor, "batch source"] | None


class AttentiveSeq2Seq(nn.Module):
    """A bidirectional encoder, and a decoder that asks all of its states.

    Without `score`, queries and keys, both of the hidden size, are compared
    by `BilinearScore`.

    >>> model = AttentiveSeq2Seq(10, 12, input_size=4, hidden_size=6)
    >>> source = torch.tensor([[3, 4, 5], [6, 0, 0]])
    >>> decoder_input = torch.tensor([[1, 7], [1, 8]])
    >>> logits, weights = model(source, torch.tensor([3, 1]), decoder_input)
    >>> logits.shape, weights.shape
    (torch.Size([2, 2, 12]), torch.Size([2, 2, 3]))

    Raises:
        ValueError: query_from or context_at is none of the words that are
            known.
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
        self.encoder = Encoder(
            source_vocab_size, input_size, hidden_size, bidirectional=True
        )
        self.embedding = nn.Embedding(target_vocab_size, input_size)
        cell = LSTMCell(
            input_size + (hidden_size if context_at != "output" else 0),
            hidden_size,
        )
        if score is None:
            score = BilinearScore(hidden_size, hidden_size)
        self.decoder = AttentiveDecoder(cell, score, query_from, context_at)
        output_size = hidden_size * (2 if context_at != "input" else 1)
        self.readout = nn.Linear(output_size, target_vocab_size)

    def forward(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
        decoder_input: Int[Tensor, "batch target"],
    ) -> tuple[
        Float[Tensor, "batch target vocab"],
        Float[Tensor, "batch target source"],
    ]:
        """The logits of every word, with the reference words as input.

        Beside them the weights: where the decoder looked at each step.
        """
        start = self.start(source, lengths)
        decoded = self.decoder(self.embedding(decoder_input), *start)
        return self.readout(decoded.output), decoded.weights

    def start(
        self,
        source: Int[Tensor, "batch source"],
        lengths: Int[Tensor, " batch"],
    ) -> SourceState:
        """The decoder's state before the first word, and what it will ask."""
        encoder_states, state = self.encoder(source, lengths)
        start = self.decoder.start(state, encoder_states)
        mask = length_mask(lengths, source.shape[1])
        return SourceState(start, encoder_states, mask)

    def step(
        self, token: Int[Tensor, " batch"], state: SourceState
    ) -> tuple[Float[Tensor, "batch vocab"], SourceState]:
        """The logits of the word after `token`, and the next state."""
        words = self.embedding(token[:, None].to(state.encoder_states.device))
        decoded = self.decoder(words, *state)
        logits = self.readout(decoded.output[:, 0])
        return logits, state._replace(decoder=decoded.state)

    def loss(self, batch: PairBatch) -> Float[Tensor, ""]:
        """The mean cross-entropy of the target's words and <EOS>, in nats."""
        source, lengths, target, target_lengths = batch
        decoder_input, labels = teacher_forcing(
            target, target_lengths, SOS, EOS, PAD
        )
        logits, _weights = self(source, lengths, decoder_input)
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
