"""What every model that writes has in common: whoever writes with it needs to know nothing else."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn

from course_lib.attention import AttentiveSeq2Seq
from course_lib.decoding import NestedState, detach, map_state
from course_lib.generative import CharLM
from course_lib.seq2seq import EOS, SOS, Seq2Seq, greedy_decode

BATCH, TIME, VOCAB = 3, 5, 11
SOURCE, LENGTHS = torch.randint(3, 10, (BATCH, 4), generator=torch.Generator().manual_seed(1)), torch.tensor([4, 1, 3])


class Kept(NamedTuple):
    """A state of several kinds, as a model of tomorrow may have it."""

    layers: list[dict[str, Tensor]]
    position: Tensor | None


class Speller(nn.Module):
    """A made-up model of two layers with dictionaries in its state; it counts its steps on each row's own."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding, self.readout = nn.Embedding(VOCAB, 6), nn.Linear(6, VOCAB)
        self.layers = nn.ModuleList([nn.GRUCell(6, 6), nn.GRUCell(6, 6)])

    def start(self, features: Tensor) -> Kept:
        return Kept([{"h": features}, {"h": -features}], None)

    def step(self, token: Tensor, state: Kept) -> tuple[Tensor, Kept]:
        x, layers = self.embedding(token), []
        for layer, kept in zip(self.layers, state.layers, strict=True):
            x = layer(x, kept["h"])
            layers.append({"h": x})
        position = torch.zeros(len(token)) if state.position is None else state.position
        return self.readout(x), Kept(layers, position + 1)


def seq2seq() -> tuple[Any, NestedState]:
    model = Seq2Seq(10, VOCAB, 4, 6)
    return model, model.start(SOURCE, LENGTHS)


def attentive() -> tuple[Any, NestedState]:
    model = AttentiveSeq2Seq(10, VOCAB, 4, 6)
    return model, model.start(SOURCE, LENGTHS)


def characters() -> tuple[Any, NestedState]:
    model = CharLM(VOCAB, 6, num_layers=2)
    return model, model.start(BATCH)


def speller() -> tuple[Any, NestedState]:
    model = Speller()
    return model, model.start(torch.randn(BATCH, 6))


every_model = pytest.mark.parametrize("made", [seq2seq, attentive, characters, speller])
Made = Callable[[], tuple[Any, NestedState]]


@every_model
def test_every_model_writes_greedily(made: Made) -> None:
    torch.manual_seed(0)
    model, state = made()
    tokens, lengths = greedy_decode(model.step, state, BATCH, SOS, EOS, TIME)
    assert tokens.shape[0] == BATCH
    assert bool((lengths <= TIME).all())


@every_model
def test_a_row_of_a_state_is_the_state_of_a_row(made: Made) -> None:
    """What a search needs: any rows of a state, in any order and as often as wanted, go on as these rows would."""
    torch.manual_seed(0)
    model, state = made()
    _logits, state = model.step(torch.tensor([3, 4, 5]), state)
    rows = torch.tensor([2, 0, 0, 1])
    token = torch.tensor([7, 8, 9])
    expected, _state = model.step(token, state)
    chosen, _state = model.step(token[rows], map_state(lambda tensor: tensor[rows], state))
    torch.testing.assert_close(chosen, expected[rows])


@every_model
def test_steps_without_a_history_leave_no_gradient(made: Made) -> None:
    model, state = made()
    _logits, state = model.step(torch.tensor([3, 4, 5]), state)
    found: list[bool] = []
    map_state(lambda tensor: found.append(tensor.requires_grad) or tensor, detach(state))
    assert found
    assert not any(found)


@pytest.mark.parametrize("made", [seq2seq, attentive])
def test_steps_and_forward_give_the_same_logits(made: Made) -> None:
    torch.manual_seed(0)
    model, state = made()
    decoder_input = torch.randint(0, VOCAB, (BATCH, TIME))
    logits = model(SOURCE, LENGTHS, decoder_input)
    logits = logits[0] if isinstance(logits, tuple) else logits
    for t, token in enumerate(decoder_input.unbind(1)):
        one, state = model.step(token, state)
        torch.testing.assert_close(one, logits[:, t])


def test_steps_of_a_character_model_and_forward_give_the_same_logits() -> None:
    torch.manual_seed(0)
    model, states = characters()
    text = torch.randint(0, VOCAB, (BATCH, TIME))
    logits, _states = model(text)
    for t, token in enumerate(text.unbind(1)):
        one, states = model.step(token, states)
        torch.testing.assert_close(one, logits[:, t])


def test_a_nesting_stays_what_it_is() -> None:
    kept = Kept([{"h": torch.ones(2)}], None)
    doubled = map_state(lambda tensor: 2 * tensor, (kept, torch.ones(1)))
    assert isinstance(doubled[0], Kept)
    assert doubled[0].layers[0]["h"].tolist() == [2, 2]
    assert doubled[0].position is None
    assert doubled[1].tolist() == [2]


def test_what_is_no_state_is_told() -> None:
    with pytest.raises(
        TypeError, match="A state holds tensors, in tuples, lists and dictionaries; this one holds an obj"
    ):
        map_state(lambda tensor: tensor, (torch.ones(1), 3))
