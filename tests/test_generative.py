"""The character model: the targets, the training, the bits, and what it writes."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from course_lib.generative import (
    CharLM,
    NeuralCache,
    NumpyCharLM,
    bits_per_character,
    next_character_batches,
    probabilities,
    sample,
    training_step,
)

VOCAB, HIDDEN = 7, 6


def model_of(num_layers: int = 1, seed: int = 0, dropout: float = 0.0, hidden: int = HIDDEN) -> CharLM:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return CharLM(VOCAB, hidden, num_layers, dropout).double()


def text_of(*shape: int, seed: int = 1) -> Tensor:
    return torch.randint(VOCAB, shape, generator=torch.Generator().manual_seed(seed))


# ------------------------------------------------------------------------------------------------------------- targets
@pytest.mark.parametrize(("length", "batch", "time"), [(50, 3, 4), (13, 1, 12), (40, 4, 9), (41, 4, 3), (7, 2, 2)])
def test_targets_are_the_next_characters_and_rows_go_on(length: int, batch: int, time: int) -> None:
    text = torch.arange(length)
    batches = next_character_batches(text, batch, time)
    assert len(batches) == (length // batch - 1) // time
    for x, y in batches:
        assert x.shape == y.shape == (batch, time)
        assert torch.equal(x + 1, y)  # each character of this text is a number, and the next one is greater by 1
    for (x, _y), (x_next, _y_next) in pairwise(batches):
        assert torch.equal(x_next[:, 0], x[:, -1] + 1)
    rows = torch.stack([x[:, 0] for x, _y in batches[:1]])[0]
    assert torch.equal(rows, torch.arange(batch) * (length // batch))


def test_no_character_is_a_target_twice() -> None:
    targets = torch.cat([y.flatten() for _x, y in next_character_batches(torch.arange(103), 5, 4)])
    assert len(targets.unique()) == len(targets)


@pytest.mark.parametrize(
    ("length", "batch", "time", "sentence"),
    [
        (9, 2, 4, "The text has 9 characters; wanted at least 10"),
        (0, 1, 1, "The text has 0 characters; wanted at least 2"),
        (9, 0, 4, "batch is 0 and time is 4; wanted whole numbers of at least 1"),
        (9, 1, 0, "batch is 1 and time is 0"),
    ],
)
def test_a_text_without_a_batch_is_told(length: int, batch: int, time: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        next_character_batches(torch.arange(length), batch, time)


# --------------------------------------------------------------------------------------------------------------- model
@pytest.mark.parametrize("num_layers", [1, 3])
def test_the_model_is_torchs_lstm_on_one_hot_vectors(num_layers: int) -> None:
    model, text = model_of(num_layers), text_of(4, 9)
    theirs = nn.LSTM(VOCAB, HIDDEN, num_layers, batch_first=True).double()
    with torch.no_grad():
        for k, layer in enumerate(model.lstm.layers):
            for name, value in (("weight_ih", layer.U), ("weight_hh", layer.W), ("bias_ih", layer.b)):
                getattr(theirs, f"{name}_l{k}").copy_(value)
            getattr(theirs, f"bias_hh_l{k}").zero_()
    x = nn.functional.one_hot(text, VOCAB).double()
    logits, states = model(text)
    h, (h_last, c_last) = theirs(x)
    wanted = model.readout(h)
    torch.testing.assert_close(logits, wanted)
    for k, (h_k, c_k) in enumerate(states):
        torch.testing.assert_close(h_k, h_last[k])
        torch.testing.assert_close(c_k, c_last[k])
    d = torch.randn_like(logits)
    ours = torch.autograd.grad(logits, [layer.W for layer in model.lstm.layers], d)
    theirs_d = torch.autograd.grad(wanted, [getattr(theirs, f"weight_hh_l{k}") for k in range(num_layers)], d)
    torch.testing.assert_close(ours, theirs_d)


def test_a_text_read_in_pieces_is_the_text_read_at_once() -> None:
    model, text = model_of(2), text_of(3, 12)
    whole, last = model(text)
    states, pieces = None, []
    for piece in text.split([1, 4, 7], dim=1):
        logits, states = model(piece, states)
        pieces.append(logits)
    torch.testing.assert_close(torch.cat(pieces, dim=1), whole)
    torch.testing.assert_close(states, last)


def test_no_score_sees_what_comes() -> None:
    model, text = model_of(2), text_of(2, 10)
    changed = text.clone()
    changed[:, 6] = (changed[:, 6] + 1) % VOCAB
    moved = (model(text)[0] - model(changed)[0]).abs().sum(dim=(0, 2))
    assert moved[:6].eq(0).all()
    assert moved[6:].gt(0).all()


def test_the_loss_is_the_mean_surprise() -> None:
    model = model_of()
    ((x, y),) = next_character_batches(text_of(22), 2, 10)
    loss, _states = model.loss((x, y))
    p = torch.softmax(model(x)[0], dim=2)
    wanted = torch.stack([-p[n, t, y[n, t]].log() for n in range(2) for t in range(10)]).mean()
    torch.testing.assert_close(loss, wanted)


def test_gradients_are_those_of_finite_differences() -> None:
    model, batch = model_of(2, hidden=3), (text_of(1, 3), text_of(1, 3, seed=2))
    names = [name for name, _parameter in model.named_parameters()]

    def loss(*values: Tensor) -> Tensor:
        def of_loss(*_arguments: object) -> Tensor:
            return torch.func.functional_call(
                Lossy(model), {f"model.{n}": v for n, v in zip(names, values, strict=True)}, (batch,)
            )

        return of_loss()

    assert torch.autograd.gradcheck(loss, tuple(p.detach().clone().requires_grad_() for p in model.parameters()))


class Lossy(nn.Module):
    def __init__(self, model: CharLM) -> None:
        super().__init__()
        self.model = model

    def forward(self, batch: tuple[Tensor, Tensor]) -> Tensor:
        return self.model.loss(batch)[0]


def test_dropout_is_on_in_training_alone() -> None:
    model, text = model_of(2, dropout=0.5), text_of(2, 5)
    model.train()
    assert not torch.equal(model(text)[0], model(text)[0])
    model.eval()
    assert torch.equal(model(text)[0], model(text)[0])


def test_on_the_device_without_data() -> None:
    model = CharLM(VOCAB, HIDDEN, 2).to("meta")
    logits, states = model(torch.zeros(3, 4, dtype=torch.int64, device="meta"))
    assert logits.device.type == "meta"
    assert logits.shape == (3, 4, VOCAB)
    assert [h.shape for h, _c in states] == [(3, HIDDEN)] * 2


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here")
def test_on_a_gpu_as_on_the_cpu() -> None:
    model, text = model_of(2), text_of(2, 5)
    wanted = model(text)[0]
    torch.testing.assert_close(model.cuda()(text.cuda())[0].cpu(), wanted)
    assert sample(model, text.cuda(), 4, generator=torch.Generator("cuda")).is_cuda


# ------------------------------------------------------------------------------------------------------------ training
def loss_with(model: CharLM) -> Callable[..., Any]:
    """The loss of the model as a function of its parameters."""
    names = [name for name, _parameter in model.named_parameters()]

    def loss_of(parameters: Any, batch: Any, states: Any) -> Any:
        text, labels = batch
        logits, states = torch.func.functional_call(model, dict(zip(names, parameters, strict=True)), (text, states))
        return nn.functional.cross_entropy(logits.flatten(0, 1), labels.flatten()), states

    return loss_of


@pytest.mark.parametrize("max_norm", [0.01, 1e6])
def test_a_step_goes_down_the_clipped_gradients_and_hands_on_numbers(max_norm: float) -> None:
    model = model_of(2)
    first, second = next_character_batches(text_of(60), 2, 12)[:2]
    parameters, states = list(model.parameters()), None
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    wanted_states = None
    for batch in (first, second):
        loss, new_parameters, states = training_step(
            loss_with(model), parameters, batch, states, lr=0.3, max_norm=max_norm
        )
        wanted, wanted_states = model.loss(batch, wanted_states)
        optimizer.zero_grad()
        wanted.backward()
        gradients = [parameter.grad for parameter in model.parameters() if parameter.grad is not None]
        norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
        for gradient in gradients:
            gradient.mul_(min(1.0, max_norm / float(norm)))
        before = [parameter.clone() for parameter in parameters]
        optimizer.step()
        torch.testing.assert_close(loss, wanted.detach())
        torch.testing.assert_close(list(new_parameters), [parameter.detach() for parameter in model.parameters()])
        assert any(not torch.equal(one, other) for one, other in zip(before, new_parameters, strict=True))
        wanted_states = [(h.detach(), c.detach()) for h, c in wanted_states]
        torch.testing.assert_close(states, tuple(wanted_states))
        assert not any(
            tensor.requires_grad for tensor in (loss, *new_parameters, *(part for state in states for part in state))
        )
        parameters = list(new_parameters)


def test_a_step_without_a_gradient_and_without_a_state_changes_nothing() -> None:
    def loss_of(parameters: Any, _batch: Any, state: Any) -> Any:
        return (0 * parameters[0]).sum(), state

    loss, new_parameters, state = training_step(loss_of, [torch.ones(3)], None, None, lr=1.0, max_norm=1.0)
    assert loss == 0
    assert torch.equal(new_parameters[0], torch.ones(3))
    assert state is None


def test_a_short_text_is_learned_by_heart_and_written_out() -> None:
    torch.manual_seed(0)
    melody = torch.tensor([0, 1, 2, 1, 0, 3, 4, 3, 0, 5, 6, 5])
    model = CharLM(VOCAB, 24)
    optimizer, states = torch.optim.Adam(model.parameters(), lr=0.02), None
    ((x, y),) = next_character_batches(melody.repeat(4)[:37], 1, 36)
    for _step in range(150):
        loss, _states = model.loss((x, y), states)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.1
    text = sample(model, melody[None, :], 24, temperature=0.0)
    assert torch.equal(text[0], melody.repeat(2))


# ---------------------------------------------------------------------------------------------------------------- bits
@pytest.mark.parametrize("time", [1, 3, 10, 11, 500])
def test_bits_do_not_depend_on_the_length_of_a_piece(time: int) -> None:
    model, text = model_of(2), text_of(12)
    p = torch.softmax(model(text[None, :-1])[0][0], dim=1)
    wanted = sum(-math.log2(p[t, text[t + 1]].item()) for t in range(11)) / 11
    assert bits_per_character(model, text, time) == pytest.approx(wanted, rel=1e-12)


def test_a_model_that_knows_nothing_needs_the_bits_of_a_choice() -> None:
    model = model_of()
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    assert bits_per_character(model, text_of(40)) == pytest.approx(math.log2(VOCAB))


@pytest.mark.parametrize("training", [True, False])
def test_measuring_and_writing_leave_the_model_as_it_was(training: bool) -> None:
    model, text = model_of(2, dropout=0.5).train(training), text_of(30)
    assert bits_per_character(model, text) == bits_per_character(model, text)
    sample(model, text[None, :5], 3)
    assert all(part.training == training for part in model.modules())
    assert all(parameter.grad is None for parameter in model.parameters())
    with pytest.raises(ValueError, match="text goes"):
        bits_per_character(model, text + VOCAB)
    assert model.training == training


@pytest.mark.parametrize(("length", "time"), [(1, 5), (0, 5), (9, 0)])
def test_a_text_without_a_next_character_is_told(length: int, time: int) -> None:
    sentence = f"The text has {length} characters, and time is {time}; wanted at least 2 and at least 1"
    with pytest.raises(ValueError, match=sentence):
        bits_per_character(model_of(), text_of(length), time)


# ------------------------------------------------------------------------------------------------------ a neural cache
def by_hand(model: CharLM, text: Tensor, size: int, sharpness: float, share: float) -> list[Tensor]:
    """The probabilities of each next character, as Grave et al. write them, one vote after the other."""
    h = model.read(text[None])[0][0]
    own = torch.softmax(model.readout(h), dim=1)
    mixed = []
    for t in range(len(text)):
        votes = torch.zeros(model.vocab_size, dtype=h.dtype)
        for i in range(max(0, t - size), t):
            votes[text[i + 1]] += torch.exp(sharpness * h[t] @ h[i])
        mixed.append(own[t] if t == 0 else (1 - share) * own[t] + share * votes / votes.sum())
    return mixed


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("pieces", [(20,), (1, 19), (7, 1, 4, 8)])
@torch.no_grad()
def test_a_neural_cache_is_the_vote_of_the_states_before(size: int, pieces: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    model = CharLM(vocab_size=5, hidden_size=6).double().eval()
    text = torch.randint(5, (20,))
    cache, state, given = NeuralCache(model, size, sharpness=1.5, share=0.3), None, []
    for piece in text.split(list(pieces)):
        log_p, state = cache(piece[None], state)
        given.append(log_p[0].exp())
    torch.testing.assert_close(torch.cat(given), torch.stack(by_hand(model, text, size, 1.5, 0.3)))
    torch.testing.assert_close(torch.cat(given).sum(1), torch.ones(20).double())
    assert state is not None
    assert len(state.h) == len(state.following) + 1 <= size + 1, "it keeps no more than it looks back"


@torch.no_grad()
def test_a_cache_without_a_share_is_the_network_and_sees_nothing_that_comes() -> None:
    torch.manual_seed(0)
    model = CharLM(vocab_size=5, hidden_size=6).double().eval()
    text = torch.randint(5, (1, 12))
    plain = torch.log_softmax(model(text)[0], dim=2)
    torch.testing.assert_close(NeuralCache(model, 9, 1.0, share=0.0)(text)[0], plain)
    changed = text.clone()
    changed[0, 8] = (changed[0, 8] + 1) % 5
    cache = NeuralCache(model, 9, 1.0, share=0.5)
    moved = (cache(text)[0] - cache(changed)[0]).abs().amax(2)[0]
    assert moved[:8].max() == 0
    assert moved[8] > 0


def test_a_cache_helps_where_a_text_repeats_itself() -> None:
    class LastTwo(CharLM):
        """Its h says which two characters were the last ones; it predicts nothing."""

        def read(self, text: Tensor, states: Any = None) -> Any:
            before = torch.cat((text[:, :1] if states is None else states[0][0].long(), text), dim=1)
            last = text[:, -1:].float()
            return nn.functional.one_hot(9 * before[:, :-1] + before[:, 1:], 81).float(), [(last, last)]

    model = LastTwo(vocab_size=9, hidden_size=81)
    nn.init.zeros_(model.readout.weight)
    nn.init.zeros_(model.readout.bias)
    text = torch.randperm(9).repeat(12)
    cache = NeuralCache(model, 200, 20.0, 0.9)
    assert bits_per_character(model, text) == pytest.approx(math.log2(9))
    with_cache = bits_per_character(cache, text)
    # in the first round each next character is new to the cache, which votes for others; two have nothing to go by;
    # after that, nine in ten of the probability lie on what came the last time
    wanted = 8 * -math.log2(0.1 / 9) + 2 * math.log2(9) + 97 * -math.log2(0.9 + 0.1 / 9)
    assert with_cache == pytest.approx(wanted / 107, rel=1e-3)
    assert bits_per_character(cache, text, time=13) == pytest.approx(with_cache)


@pytest.mark.parametrize("settings", [(0, 1.0, 0.5), (5, -0.1, 0.5), (5, 1.0, 1.0), (5, 1.0, -0.1)])
def test_a_cache_with_other_settings_is_refused(settings: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match="wanted at least 1, at least 0, and from 0 to less than 1"):
        NeuralCache(CharLM(vocab_size=3, hidden_size=2), *settings)


# ------------------------------------------------------------------------------------------------------ probabilities
LOGITS = torch.tensor([[0.3, -1.0, 2.0, 0.9, 2.0, -3.0, 1.1], [5.0, 4.0, 3.0, 2.0, 1.0, 0.0, -1.0]]).double()


@pytest.mark.parametrize("temperature", [0.25, 1.0, 3.0])
def test_temperature_is_a_power_of_the_probabilities(temperature: float) -> None:
    p = torch.softmax(LOGITS, dim=1) ** (1 / temperature)
    torch.testing.assert_close(probabilities(LOGITS, temperature), p / p.sum(dim=1, keepdim=True))


def test_cold_is_the_likeliest_alone() -> None:
    wanted = nn.functional.one_hot(torch.tensor([2, 0]), VOCAB).double()
    torch.testing.assert_close(probabilities(LOGITS, 0.0), wanted)
    torch.testing.assert_close(probabilities(LOGITS[1:], 1e-300), wanted[1:])
    torch.testing.assert_close(probabilities(LOGITS[1:], 1e300), torch.full((1, VOCAB), 1 / VOCAB).double())


@pytest.mark.parametrize("k", [1, 2, 3, 6, 7, 100])
def test_top_k_leaves_the_k_likeliest(k: int) -> None:
    p = probabilities(LOGITS, top_k=k)
    assert (p > 0).sum(dim=1).tolist() == [min(k, VOCAB)] * 2
    kept = p > 0
    for row in range(2):
        assert LOGITS[row][kept[row]].min() >= LOGITS[row][~kept[row]].max() if k < VOCAB else True
        ratio = p[row][kept[row]] / torch.softmax(LOGITS[row], 0)[kept[row]]
        torch.testing.assert_close(ratio, ratio[:1].expand_as(ratio))
    torch.testing.assert_close(p.sum(dim=1), torch.ones(2).double())


@pytest.mark.parametrize("share", [1e-9, 0.3, 0.6, 0.64, 0.95, 1.0])
def test_top_p_leaves_the_fewest_that_reach_it(share: float) -> None:
    p, plain = probabilities(LOGITS, top_p=share), torch.softmax(LOGITS, dim=1)
    for row in range(2):
        kept = p[row] > 0
        together, last = plain[row][kept].sum(), plain[row][kept].min()
        assert together >= share - 1e-12
        assert together - last < share
        assert plain[row][kept].min() >= plain[row][~kept].max() if (~kept).any() else True
        torch.testing.assert_close(p[row][kept], plain[row][kept] / together)


def test_top_p_counts_within_what_top_k_leaves() -> None:
    logits = torch.log(torch.tensor([0.4, 0.3, 0.2, 0.1]).double())
    torch.testing.assert_close(probabilities(logits, top_k=2, top_p=0.5), torch.tensor([1.0, 0, 0, 0]).double())
    torch.testing.assert_close(probabilities(logits, top_p=0.5), torch.tensor([4 / 7, 3 / 7, 0, 0]).double())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"temperature": -0.1}, "temperature is -0.1; wanted a number of at least 0"),
        ({"temperature": math.nan}, "temperature is nan"),
        ({"temperature": math.inf}, "temperature is inf"),
        ({"top_k": 0}, "top_k is 0; wanted a whole number of at least 1"),
        ({"top_p": 0.0}, "top_p is 0.0; wanted a share above 0 and of at most 1"),
        ({"top_p": 1.1}, "top_p is 1.1"),
    ],
)
def test_settings_without_a_meaning_are_told(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        probabilities(LOGITS, **arguments)
    with pytest.raises(ValueError, match=sentence):
        sample(model_of(), text_of(1, 3), 2, **arguments)


# -------------------------------------------------------------------------------------------------------------- sample
@pytest.mark.parametrize("settings", [{}, {"temperature": 0.5}, {"top_k": 3}, {"top_p": 0.7}])
def test_what_is_drawn_has_the_probabilities_that_it_should_have(settings: dict[str, Any]) -> None:
    model, count = model_of(seed=4), 40_000
    for parameter in model.parameters():
        parameter.data *= 4  # a model with opinions
    prompt = text_of(1, 5)
    generator = torch.Generator().manual_seed(0)
    drawn = sample(model, prompt.expand(count, -1), 2, generator=generator, **settings)
    first = probabilities(model(prompt)[0][0, -1], **settings)
    shares = torch.bincount(drawn[:, 0], minlength=VOCAB) / count
    assert (shares - first).abs().max() < 4 * (0.25 / count) ** 0.5
    assert shares[first == 0].eq(0).all()
    likely = int(first.argmax())
    second = probabilities(model(torch.cat((prompt, torch.tensor([[likely]])), dim=1))[0][0, -1], **settings)
    after = drawn[drawn[:, 0] == likely, 1]
    shares = torch.bincount(after, minlength=VOCAB) / len(after)
    assert (shares - second).abs().max() < 4 * (0.25 / len(after)) ** 0.5


def test_a_carried_state_writes_what_reading_everything_again_writes() -> None:
    model, text = model_of(2, seed=2), text_of(3, 4)
    generated = sample(model, text, 12, temperature=0.0)
    for _step in range(12):
        best = model(text)[0][:, -1].argmax(dim=1, keepdim=True)
        text = torch.cat((text, best), dim=1)
    assert torch.equal(generated, text[:, 4:])


def test_nothing_is_read_twice() -> None:
    model, read = model_of(), []
    model.register_forward_pre_hook(lambda _model, arguments: read.append(arguments[0].shape[1]))
    sample(model, text_of(2, 5), 4)
    assert read == [5, 1, 1, 1]


def test_a_row_does_not_see_the_others() -> None:
    model, text = model_of(2, seed=3), text_of(4, 6)
    together = sample(model, text, 10, temperature=0.0)
    for n in range(4):
        assert torch.equal(sample(model, text[n : n + 1], 10, temperature=0.0), together[n : n + 1])


def test_the_same_generator_writes_the_same() -> None:
    model, prompt = model_of(), text_of(2, 3)
    before = prompt.clone()
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    one, two, other = (sample(model, prompt, 30, generator=torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(one, two)
    assert not torch.equal(one, other)
    assert torch.equal(torch.rand(2), expected)
    assert torch.equal(prompt, before)
    assert one.dtype == torch.int64
    assert one.shape == (2, 30)


Call = Callable[[], object]
WRONG: list[tuple[Call, type[Exception], str]] = [
    (lambda: model_of()(torch.zeros(3, dtype=torch.int64)), ValueError, r"text has the shape \(3,\); wanted two axes .*text\[None\]"),
    (lambda: model_of()(torch.zeros(3, 0, dtype=torch.int64)), ValueError, r"shape \(3, 0\).*at least one character"),
    (lambda: model_of()(torch.zeros(3, 2)), TypeError, "text has the dtype torch.float32; wanted integers"),
    (lambda: model_of()(torch.zeros(3, 2, dtype=torch.bool)), TypeError, "text has the dtype torch.bool"),
    (lambda: model_of()(torch.tensor([[0, 7]])), ValueError, "text goes from 0 to 7; wanted numbers from 0 to 6"),
    (lambda: model_of()(torch.tensor([[-1, 2]])), ValueError, "text goes from -1 to 2"),
    (lambda: model_of()(text_of(2, 3), []), ValueError, "There are 1 steps and 0 states"),
    (lambda: model_of()(text_of(2, 3), [(torch.zeros(1, HIDDEN).double(),) * 2]), ValueError, r"h has the shape \(1, 6\)"),
    (lambda: CharLM(0, 3), ValueError, "input_size is 0"),
    (lambda: CharLM(3, 3, dropout=1.0), ValueError, "dropout is 1.0"),
    (lambda: sample(model_of(), text_of(1, 3), 0), ValueError, "max_new_tokens is 0; wanted a whole number of at least 1"),
    (lambda: sample(model_of(), text_of(1, 0), 3), ValueError, "at least one character"),
    (lambda: NumpyCharLM(model_of()).step(7), IndexError, "The symbol is 7; wanted a number from 0 to 6"),
    (lambda: NumpyCharLM(model_of()).step(-1), IndexError, "The symbol is -1"),
    (lambda: NumpyCharLM(model_of()).generate([], 3), ValueError, "The prompt has 0 symbols"),
    (lambda: NumpyCharLM(model_of()).generate([1], 0), ValueError, "max_new_tokens is 0"),
    (lambda: NumpyCharLM(model_of()).generate([1], 1, temperature=-1.0), ValueError, "temperature -1.0"),
    (lambda: NumpyCharLM(model_of()).generate([9], 1), IndexError, "The symbol is 9"),
]  # fmt: skip


@pytest.mark.usefixtures("as_a_student")
@pytest.mark.parametrize(("call", "error", "sentence"), WRONG, ids=[sentence for *_rest, sentence in WRONG])
def test_a_wrong_argument_is_answered_by_a_sentence(call: Call, error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        call()


# -------------------------------------------------------------------------------------------------------- NumpyCharLM
@pytest.mark.parametrize("num_layers", [1, 3])
@pytest.mark.parametrize(("dtype", "near"), [(torch.float64, 1e-12), (torch.float32, 1e-5)])
def test_numpy_reads_as_the_model_does(num_layers: int, dtype: torch.dtype, near: float) -> None:
    model, text = model_of(num_layers).to(dtype), text_of(1, 50)
    for parameter in model.parameters():
        parameter.data *= 3
    fast = NumpyCharLM(model)
    logits = np.stack([fast.step(symbol) for symbol in text[0].tolist()])
    wanted, states = model(text)
    assert logits.dtype == wanted.detach().numpy().dtype
    np.testing.assert_allclose(logits, wanted[0].detach().numpy(), rtol=0, atol=near)
    for (h, c), (h_wanted, c_wanted) in zip(fast.states, states, strict=True):
        np.testing.assert_allclose(h, h_wanted[0].detach().numpy(), rtol=0, atol=near)
        np.testing.assert_allclose(c, c_wanted[0].detach().numpy(), rtol=0, atol=near)


def test_numpy_writes_as_the_model_does() -> None:
    model, prompt = model_of(2, seed=5), text_of(1, 6)
    fast = NumpyCharLM(model)
    assert (
        fast.generate(prompt[0].tolist(), 20, temperature=0.0) == sample(model, prompt, 20, temperature=0.0)[0].tolist()
    )
    fast.reset()
    assert (
        fast.generate(prompt[0].tolist(), 20, temperature=0.0) == sample(model, prompt, 20, temperature=0.0)[0].tolist()
    )
    assert fast.generate([1], 30, seed=1) != NumpyCharLM(model).generate([1], 30, seed=2)
    assert NumpyCharLM(model).generate([1], 30, seed=1) == NumpyCharLM(model).generate([1], 30, seed=1)


@pytest.mark.parametrize("temperature", [0.5, 1.0])
def test_what_numpy_draws_has_the_probabilities_that_it_should_have(temperature: float) -> None:
    model, count = model_of(seed=4), 5_000
    for parameter in model.parameters():
        parameter.data *= 4
    fast, drawn = NumpyCharLM(model), torch.zeros(VOCAB)
    logits = fast.step(3)
    states = fast.states
    for seed in range(count):
        fast.reset()
        drawn[fast.generate([3], 1, temperature, seed)[0]] += 1
    p = probabilities(torch.tensor(logits), temperature)
    assert (drawn / count - p).abs().max() < 4 * (0.25 / count) ** 0.5
    assert len(states) == 1
