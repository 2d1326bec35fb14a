"""Encoder and decoder: inputs and labels, losses without padding, the vector of fixed size, and greedy writing."""

import time
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from course_lib.lstm import LSTMCell
from course_lib.seq2seq import (
    EOS,
    PAD,
    SOS,
    Decoder,
    Encoder,
    PairBatch,
    Seq2Seq,
    encode,
    greedy_decode,
    masked_cross_entropy,
    teacher_forcing,
)
from course_lib.stacked import BidirectionalLSTM

BATCH, SOURCE, TARGET, VOCAB, WORDS, INPUT, HIDDEN = 4, 6, 5, 11, 13, 3, 8
LENGTHS = torch.tensor([6, 2, 1, 4])  # neither sorted nor all long
TARGETS = torch.tensor([2, 5, 1, 3])
PADDING = torch.arange(SOURCE) >= LENGTHS[:, None]


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def batch(rubbish: int = 0) -> PairBatch:
    """Sentences, and in the padding some number."""
    source, target = torch.randint(3, VOCAB, (BATCH, SOURCE)), torch.randint(3, WORDS, (BATCH, TARGET))
    source[PADDING] = rubbish
    target[torch.arange(TARGET) >= TARGETS[:, None]] = rubbish
    return PairBatch(source, LENGTHS, target, TARGETS)


def model() -> Seq2Seq:
    return Seq2Seq(VOCAB, WORDS, INPUT, HIDDEN).double()


# ------------------------------------------------------------------------------------------------------ teacher forcing
def test_the_right_words_are_read_one_step_late() -> None:
    decoder_input, labels = teacher_forcing(
        torch.tensor([[5, 6, 7], [8, 99, 99]]), torch.tensor([3, 1]), sos=1, eos=2, pad=0
    )
    assert decoder_input.tolist() == [[1, 5, 6, 7], [1, 8, 0, 0]]
    assert labels.tolist() == [[5, 6, 7, 2], [8, 2, 0, 0]]


def test_each_label_is_the_next_input() -> None:
    target = batch().target
    decoder_input, labels = teacher_forcing(target, TARGETS, SOS, EOS, PAD)
    assert (decoder_input[:, 0] == SOS).all()
    for row, length in enumerate(TARGETS.tolist()):
        assert torch.equal(decoder_input[row, 1 : length + 1], labels[row, :length])
        assert labels[row, length] == EOS
        assert (decoder_input[row, length + 1 :] == PAD).all()
        assert (labels[row, length + 1 :] == PAD).all()


def test_the_target_is_left_as_it_was() -> None:
    target = batch(rubbish=7).target
    before = target.clone()
    teacher_forcing(target, TARGETS, SOS, EOS, PAD)
    assert torch.equal(target, before)


# ----------------------------------------------------------------------------------------------------------- the loss
def logits() -> Tensor:
    return torch.randn(BATCH, TARGET, WORDS, dtype=torch.float64, requires_grad=True)


def test_the_loss_is_torchs_without_the_padding() -> None:
    labels = batch().target
    labels[torch.arange(TARGET) >= TARGETS[:, None]] = -100
    given = logits()
    wanted = nn.functional.cross_entropy(given.flatten(0, 1), labels.flatten(), ignore_index=-100)
    loss = masked_cross_entropy(given, labels.clamp(min=0), TARGETS)
    torch.testing.assert_close(loss, wanted)
    for one, other in zip(torch.autograd.grad(loss, given), torch.autograd.grad(wanted, given), strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("rubbish", [float("nan"), float("inf"), -1e30])
def test_rubbish_in_the_padding_changes_no_loss_and_no_gradient(rubbish: float) -> None:
    given, labels = logits(), batch().target
    wanted = masked_cross_entropy(given, labels, TARGETS)
    (gradient,) = torch.autograd.grad(wanted, given)
    padding = torch.arange(TARGET) >= TARGETS[:, None]
    other = given.detach().masked_fill(padding[:, :, None], rubbish).requires_grad_()
    loss = masked_cross_entropy(other, labels.masked_fill(padding, -5), TARGETS)
    assert loss == wanted
    assert torch.equal(torch.autograd.grad(loss, other)[0], gradient)
    assert (gradient[padding] == 0).all()


def test_the_loss_is_that_of_tokens_and_not_of_sentences() -> None:
    given = torch.zeros(2, 3, 4)
    given[0, 0, 1] = 5.0
    loss = masked_cross_entropy(given, torch.tensor([[1, 0, 0], [1, 1, 1]]), torch.tensor([1, 3]))
    first = nn.functional.cross_entropy(given[0, :1], torch.tensor([1]))
    assert loss.item() == pytest.approx((first.item() + 3 * torch.log(torch.tensor(4.0)).item()) / 4)


# ------------------------------------------------------------------------------------------------------------- encoding
def test_encode_is_torchs_packed_lstm() -> None:
    cell, embedding = LSTMCell(INPUT, HIDDEN).double(), torch.randn(VOCAB, INPUT, dtype=torch.float64)
    theirs = nn.LSTM(INPUT, HIDDEN, batch_first=True).double()
    zero = torch.zeros_like(cell.b)
    names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
    theirs.load_state_dict(dict(zip(names, (cell.U, cell.W, cell.b, zero), strict=True)))
    zeros = torch.zeros(BATCH, HIDDEN, dtype=torch.float64)
    tokens = batch(rubbish=0).source
    h, (h_last, c_last) = encode(cell, embedding, tokens, LENGTHS, (zeros, zeros))
    packed = pack_padded_sequence(embedding[tokens], LENGTHS, batch_first=True, enforce_sorted=False)
    _output, (h_theirs, c_theirs) = theirs(packed)
    torch.testing.assert_close(h_last, h_theirs[0])
    torch.testing.assert_close(c_last, c_theirs[0])
    assert (h[PADDING] == 0).all()


def test_numbers_that_no_word_has_may_stand_in_the_padding() -> None:
    cell, embedding = LSTMCell(INPUT, HIDDEN).double(), torch.randn(VOCAB, INPUT, dtype=torch.float64)
    zeros = torch.zeros(BATCH, HIDDEN, dtype=torch.float64)
    tokens = batch().source
    clean = encode(cell, embedding, tokens, LENGTHS, (zeros, zeros))
    dirty = encode(cell, embedding, tokens.masked_fill(PADDING, 10_000), LENGTHS, (zeros, zeros))
    assert torch.equal(clean[0], dirty[0])
    assert torch.equal(clean[1][0], dirty[1][0])


@pytest.mark.parametrize("bidirectional", [False, True])
def test_the_encoder_is_encode(bidirectional: bool) -> None:
    encoder, size = Encoder(VOCAB, INPUT, HIDDEN, bidirectional).double(), HIDDEN // 2 if bidirectional else HIDDEN
    tokens = batch(rubbish=99).source
    h, (h_last, c_last) = encoder(tokens, LENGTHS)
    assert h.shape == (BATCH, SOURCE, HIDDEN)
    assert (h[PADDING] == 0).all()
    forward = encoder.lstm.directions[0] if isinstance(encoder.lstm, BidirectionalLSTM) else encoder.lstm
    cell = LSTMCell(INPUT, size).double()
    cell.load_state_dict(forward.state_dict())
    zeros = torch.zeros(BATCH, size, dtype=torch.float64)
    h_wanted, state = encode(cell, encoder.embedding.weight, tokens, LENGTHS, (zeros, zeros))
    torch.testing.assert_close(h[:, :, :size], h_wanted)
    torch.testing.assert_close(h_last[:, :size], state[0])
    torch.testing.assert_close(c_last[:, :size], state[1])
    if bidirectional:  # what has read backward ends at the first word
        torch.testing.assert_close(h_last[:, HIDDEN // 2 :], h[:, 0, HIDDEN // 2 :])


def test_two_directions_want_an_even_size() -> None:
    with pytest.raises(ValueError, match="hidden_size is 7; wanted an even size: each of the two directions has half"):
        Encoder(VOCAB, INPUT, 7, bidirectional=True)


# -------------------------------------------------------------------------------------------------------- greedy writing
class Table:
    """A step that says what stands in a table; its state counts the steps, and it remembers what it read."""

    def __init__(self, rows: list[list[int]], words: int = 6) -> None:
        self.rows, self.words, self.read = torch.tensor(rows), words, list[list[int]]()

    def __call__(self, token: Tensor, state: int) -> tuple[Tensor, int]:
        self.read.append(token.tolist())
        return nn.functional.one_hot(self.rows[:, state], self.words).double(), state + 1


def test_what_was_said_is_fed_until_the_end() -> None:
    step = Table([[4, 2, 5, 5], [3, 4, 5, 2]])
    tokens, lengths = greedy_decode(step, 0, batch=2, sos=1, eos=2, max_length=10)
    assert tokens.tolist() == [[4, 2, 2, 2], [3, 4, 5, 2]]
    assert lengths.tolist() == [1, 3]
    assert step.read == [[1, 1], [4, 3], [2, 4], [2, 5]]


def test_writing_ends_after_max_length_words() -> None:
    step = Table([[4, 4, 4, 4, 4]])
    tokens, lengths = greedy_decode(step, 0, batch=1, sos=1, eos=2, max_length=3)
    assert tokens.tolist() == [[4, 4, 4]]
    assert lengths.tolist() == [3]
    assert len(step.read) == 3


def test_writing_ends_when_all_have_ended() -> None:
    step = Table([[2, 4], [2, 4]])
    tokens, lengths = greedy_decode(step, 0, batch=2, sos=1, eos=2, max_length=10)
    assert tokens.tolist() == [[2], [2]]
    assert lengths.tolist() == [0, 0]
    assert len(step.read) == 1


def test_of_equal_scores_the_first_wins() -> None:
    tokens, _lengths = greedy_decode(
        lambda token, state: (torch.zeros(1, 5), state), None, 1, sos=1, eos=2, max_length=2
    )
    assert tokens.tolist() == [[0, 0]]


@pytest.mark.parametrize(("rows", "max_length"), [(0, 3), (2, 0)])
def test_writing_wants_rows_and_words(rows: int, max_length: int) -> None:
    with pytest.raises(
        ValueError, match=f"batch is {rows} and max_length is {max_length}; wanted whole numbers of at least 1"
    ):
        greedy_decode(lambda token, state: (torch.zeros(2, 5), state), None, rows, sos=1, eos=2, max_length=max_length)


# --------------------------------------------------------------------------------------------------------------- models
def test_the_decoder_step_by_step_is_the_decoder_at_once() -> None:
    decoder = Decoder(WORDS, INPUT, HIDDEN).double()
    tokens, context = torch.randint(WORDS, (BATCH, TARGET)), torch.randn(BATCH, HIDDEN, dtype=torch.float64)
    state = context, torch.randn(BATCH, HIDDEN, dtype=torch.float64)
    every, last = decoder(tokens, state, context)
    for t in range(TARGET):
        logits, state = decoder(tokens[:, t : t + 1], state, context)
        torch.testing.assert_close(logits[:, 0], every[:, t])
    torch.testing.assert_close(state, last)


def test_no_word_is_seen_before_it_is_said() -> None:
    made, (source, lengths, target, _ends) = model(), batch()
    logits = made(source, lengths, target)
    other = target.clone()
    other[:, 3] = (other[:, 3] + 1) % WORDS
    moved = (made(source, lengths, other) - logits).abs().sum((0, 2))
    assert (moved[:3] == 0).all()
    assert (moved[3:] > 0).all()


def test_rubbish_behind_the_sentences_changes_nothing() -> None:
    made = model()
    torch.manual_seed(1)
    clean = batch(rubbish=0)
    torch.manual_seed(1)
    dirty = batch(rubbish=500)
    assert made.loss(clean) == made.loss(dirty)
    assert torch.equal(made.generate(*clean[:2], max_length=5)[0], made.generate(*dirty[:2], max_length=5)[0])


def test_each_row_is_read_and_written_as_if_it_were_alone() -> None:
    made, (source, lengths, *_targets) = model(), batch()
    tokens, ends = made.generate(source, lengths, max_length=6)
    for row in range(BATCH):
        alone, end = made.generate(source[row : row + 1, : lengths[row]], lengths[row : row + 1], max_length=6)
        assert end[0] == ends[row]
        assert torch.equal(alone[0, : end[0]], tokens[row, : end[0]])


def test_greedy_words_are_the_likeliest_when_they_are_fed_back() -> None:
    made, (source, lengths, *_targets) = model(), batch()
    tokens, ends = made.generate(source, lengths, max_length=6)
    decoder_input = torch.cat((torch.full((BATCH, 1), SOS), tokens), dim=1)[:, :-1]
    likeliest = made(source, lengths, decoder_input).argmax(2)
    for row, end in enumerate(ends.tolist()):
        assert torch.equal(likeliest[row, :end], tokens[row, :end])


def test_one_batch_is_learned_by_heart() -> None:
    made, some = Seq2Seq(VOCAB, WORDS, 16, 32), batch()
    optimizer = torch.optim.Adam(made.parameters(), lr=1e-2)
    begin = time.process_time()
    for _step in range(150):
        loss = made.loss(some)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05
    assert time.process_time() - begin < 60
    tokens, ends = made.generate(some.source, some.source_lengths, max_length=9)
    assert ends.tolist() == TARGETS.tolist()
    for row, end in enumerate(ends.tolist()):
        assert torch.equal(tokens[row, :end], some.target[row, :end])


def test_gradients_are_right() -> None:
    made, some = (
        Seq2Seq(5, 6, 2, 3).double(),
        PairBatch(
            torch.tensor([[3, 4], [4, 0]]), torch.tensor([2, 1]), torch.tensor([[3, 5], [4, 0]]), torch.tensor([2, 1])
        ),
    )
    names, parameters = zip(*made.named_parameters(), strict=True)

    def loss(*values: Tensor) -> Tensor:
        given = {f"model.{name}": value for name, value in zip(names, values, strict=True)}
        found: Tensor = torch.func.functional_call(Loss(made), given, (some,))
        return found

    assert torch.autograd.gradcheck(loss, parameters, fast_mode=True)


class Loss(nn.Module):
    """The loss of a model as the forward of a module."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, batch: Any) -> Tensor:
        return self.model.loss(batch)  # type: ignore[no-any-return, operator]


def test_it_runs_where_there_are_no_data() -> None:
    made = Seq2Seq(VOCAB, WORDS, INPUT, HIDDEN).to("meta")
    logits = made(*(part.to("meta") for part in batch()[:3]))
    assert logits.shape == (BATCH, TARGET, WORDS)
    assert logits.device.type == "meta"


# --------------------------------------------------------------------------------------------------------------- errors
@pytest.mark.usefixtures("as_a_student")
@pytest.mark.parametrize(
    ("lengths", "kind", "sentence"),
    [
        (torch.tensor([6, 2, 0, 4]), ValueError, "lengths goes from 0 to 6; wanted numbers from 1 to 6"),
        (torch.tensor([6, 2, 7, 4]), ValueError, "lengths goes from 2 to 7; wanted numbers from 1 to 6"),
        (torch.tensor([6, 2, 1]), ValueError, r"lengths has the shape \(3,\); wanted \(4,\)"),
        (torch.tensor([6.0, 2, 1, 4]), TypeError, "lengths has the dtype torch.float32; wanted integers"),
    ],
)
def test_wrong_lengths_are_told(lengths: Tensor, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        model().encoder(batch().source, lengths)


@pytest.mark.usefixtures("as_a_student")
def test_labels_of_another_length_are_told() -> None:
    with pytest.raises(ValueError, match=r"labels has the shape \(4, 3\); wanted \(4, 5\)"):
        masked_cross_entropy(logits(), batch().target[:, :3], TARGETS.clamp(max=3))
