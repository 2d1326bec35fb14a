"""Attention: equal to torch's, blind to padding, alive to every key; and one decoder that asks in every way."""

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from course_lib.attention import (
    AttentiveDecoder,
    AttentiveSeq2Seq,
    BilinearScore,
    MLPScore,
    attend,
    attentive_step,
    dot_product_scores,
    masked_softmax,
    mlp_scores,
)
from course_lib.lstm import GRUCell, LSTMCell
from course_lib.recurrent import length_mask
from course_lib.seq2seq import SOS, PairBatch

BATCH, SOURCE, TARGET, HIDDEN, ENCODER, INPUT = 4, 6, 5, 8, 7, 3
LENGTHS = torch.tensor([6, 2, 1, 4])  # neither sorted nor all long
MASK = length_mask(LENGTHS, SOURCE)
WAYS = list(itertools.product(("before", "after"), ("input", "output", "both")))
every_way = pytest.mark.parametrize(("query_from", "context_at"), WAYS)


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def random(*shape: int) -> Tensor:
    return torch.randn(shape, dtype=torch.float64, requires_grad=True)


def layers(hidden: int) -> list[tuple[Tensor, Tensor]]:
    """A network of so many hidden layers, of sizes that differ."""
    sizes = [HIDDEN + ENCODER, *(4 + k for k in range(hidden)), 1]
    return [(random(out, into), random(out)) for into, out in itertools.pairwise(sizes)]


# --------------------------------------------------------------------------------------------------------------- scores
def test_dot_products_are_dot_products() -> None:
    query, keys = random(BATCH, HIDDEN), random(BATCH, SOURCE, HIDDEN)
    scores = dot_product_scores(query, keys)
    for n, i in itertools.product(range(BATCH), range(SOURCE)):
        torch.testing.assert_close(scores[n, i], query[n] @ keys[n, i])


def test_all_together_are_torchs_attention() -> None:
    query, keys, values = random(BATCH, TARGET, HIDDEN), random(BATCH, SOURCE, HIDDEN), random(BATCH, SOURCE, ENCODER)
    ours = attend(masked_softmax(dot_product_scores(query, keys), MASK), values)
    theirs = nn.functional.scaled_dot_product_attention(query, keys, values, MASK[:, None], scale=1.0)
    torch.testing.assert_close(ours, theirs)
    wanted = torch.autograd.grad(theirs.sin().sum(), (query, keys, values))
    for one, other in zip(torch.autograd.grad(ours.sin().sum(), (query, keys, values)), wanted, strict=True):
        torch.testing.assert_close(one, other)


@pytest.mark.parametrize("hidden", [0, 1, 3])
def test_mlp_scores_are_those_of_a_network_that_reads_both(hidden: int) -> None:
    query, keys, made = random(BATCH, HIDDEN), random(BATCH, SOURCE, ENCODER), layers(hidden)
    scores = mlp_scores(query, keys, made)
    for n, i in itertools.product(range(BATCH), range(SOURCE)):
        x = torch.cat((query[n], keys[n, i]))
        for W, b in made[:-1]:
            x = torch.tanh(W @ x + b)
        torch.testing.assert_close(scores[n, i], (made[-1][0] @ x + made[-1][1])[0])


@pytest.mark.parametrize("hidden", [0, 1, 3])
def test_without_a_hidden_layer_it_is_as_if_nobody_had_asked(hidden: int) -> None:
    query, other, keys, made = (
        random(BATCH, HIDDEN),
        random(BATCH, HIDDEN),
        random(BATCH, SOURCE, ENCODER),
        layers(hidden),
    )
    one = masked_softmax(mlp_scores(query, keys, made), MASK)
    two = masked_softmax(mlp_scores(other, keys, made), MASK)
    assert torch.allclose(one, two) == (hidden == 0)


@pytest.mark.parametrize("made", ["dot", "mlp"])
def test_every_score_looks_at_its_own_key_and_at_no_other(made: str) -> None:
    """What the official tutorial's attention did not do for six years: compare with the keys at all."""
    query, keys = random(BATCH, HIDDEN), random(BATCH, SOURCE, HIDDEN)
    network = [(random(5, 2 * HIDDEN), random(5)), (random(1, 5), random(1))]

    def score(keys: Tensor) -> Tensor:
        return dot_product_scores(query, keys) if made == "dot" else mlp_scores(query, keys, network)

    before = score(keys)
    for i in range(SOURCE):
        other = keys.detach().clone()
        other[:, i] += 1
        moved = (score(other) - before).abs() > 1e-12
        assert moved[:, i].all()
        assert moved.sum() == BATCH


@pytest.mark.parametrize("hidden", [[], [5], [5, 4, 3]])
def test_the_module_is_the_function(hidden: list[int]) -> None:
    score, query, keys = (
        MLPScore(HIDDEN, ENCODER, hidden).double(),
        random(BATCH, HIDDEN),
        random(BATCH, SOURCE, ENCODER),
    )
    torch.testing.assert_close(score(query, score.keys(keys)), mlp_scores(query, keys, score.layers))
    many = random(BATCH, TARGET, HIDDEN)
    at_once = score(many, score.keys(keys))
    for t in range(TARGET):
        torch.testing.assert_close(at_once[:, t], mlp_scores(many[:, t], keys, score.layers))


# -------------------------------------------------------------------------------------------------- weights and context
def test_weights_are_a_softmax_over_real_tokens() -> None:
    scores = random(BATCH, SOURCE)
    weights = masked_softmax(scores, MASK)
    for n, length in enumerate(LENGTHS.tolist()):
        torch.testing.assert_close(weights[n, :length], scores[n, :length].softmax(0))
        assert (weights[n, length:] == 0).all()
    assert torch.equal(masked_softmax(scores, None), scores.softmax(1))


@pytest.mark.parametrize("rubbish", [float("nan"), float("inf"), 1e300])
def test_scores_of_the_padding_do_not_matter(rubbish: float) -> None:
    scores = random(BATCH, SOURCE)
    weights = masked_softmax(scores, MASK)
    (gradient,) = torch.autograd.grad(weights.square().sum(), scores)
    other = scores.detach().masked_fill(~MASK, rubbish).requires_grad_()
    assert torch.equal(masked_softmax(other, MASK), weights)
    assert torch.equal(torch.autograd.grad(masked_softmax(other, MASK).square().sum(), other)[0], gradient)


def test_large_scores_stay_finite_and_a_constant_changes_nothing() -> None:
    scores = random(BATCH, SOURCE) * 1e4
    weights = masked_softmax(scores, MASK)
    assert torch.isfinite(weights).all()
    torch.testing.assert_close(masked_softmax(scores + 1e4, MASK), weights)


def test_attention_over_one_element_is_the_identity() -> None:
    values = random(BATCH, 1, ENCODER)
    weights = masked_softmax(random(BATCH, 1), torch.ones(BATCH, 1, dtype=torch.bool))
    torch.testing.assert_close(attend(weights, values), values[:, 0])


def test_hard_weights_take_one_value() -> None:
    values = random(BATCH, SOURCE, ENCODER)
    hard = nn.functional.one_hot(torch.tensor([0, 3, 5, 2]), SOURCE).double()
    torch.testing.assert_close(attend(hard, values), values[torch.arange(BATCH), torch.tensor([0, 3, 5, 2])])


def test_no_argument_is_changed() -> None:
    given = scores, mask, values = random(BATCH, SOURCE), MASK.clone(), random(BATCH, SOURCE, ENCODER)
    before = [tensor.detach().clone() for tensor in given]
    attend(masked_softmax(scores, mask), values)
    for tensor, old in zip(given, before, strict=True):
        assert torch.equal(tensor, old)


def test_functions_have_right_gradients() -> None:
    query, keys, (first, last) = random(2, 3), random(2, 4, 3), [(random(5, 6), random(5)), (random(1, 5), random(1))]

    def whole(query: Tensor, keys: Tensor, *parts: Tensor) -> Tensor:
        made = [(parts[0], parts[1]), (parts[2], parts[3])]
        e = mlp_scores(query, keys, made) + dot_product_scores(query, keys)
        return attend(masked_softmax(e, length_mask(torch.tensor([4, 2]), 4)), keys)

    assert torch.autograd.gradcheck(whole, (query, keys, *first, *last))


# -------------------------------------------------------------------------------------------------------------- the step
def test_the_step_is_the_four_lines_of_the_lecture() -> None:
    cell = LSTMCell(INPUT + HIDDEN, HIDDEN).double()
    x_t, state, h = random(BATCH, INPUT), (random(BATCH, HIDDEN), random(BATCH, HIDDEN)), random(BATCH, SOURCE, HIDDEN)
    made = attentive_step(cell, dot_product_scores, masked_softmax, attend, x_t, state, h, MASK)
    e = torch.einsum("nh,nsh->ns", state[0], h).masked_fill(~MASK, -torch.inf)
    weights = e.softmax(1)
    context = (weights[:, :, None] * h).sum(1)
    torch.testing.assert_close(made.weights, weights)
    torch.testing.assert_close(made.context, context)
    torch.testing.assert_close(made.state, cell(torch.cat((x_t, context), 1), state))


class OneState(nn.Module):
    """A GRU as a cell whose state is a pair, for decoders that take any cell."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.gru = GRUCell(input_size, hidden_size)

    def forward(self, x_t: Tensor, state: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        return self.gru(x_t, state[0]), state[1]


def decoder(query_from: Any, context_at: Any, kind: Callable[[int, int], nn.Module] = LSTMCell) -> AttentiveDecoder:
    cell = kind(INPUT + (ENCODER if context_at != "output" else 0), HIDDEN)
    return AttentiveDecoder(cell, MLPScore(HIDDEN, ENCODER, [5]), query_from, context_at).double()


def layers_of(made: AttentiveDecoder) -> list[tuple[Tensor, Tensor]]:
    return made.score.layers  # type: ignore[return-value]


def inputs() -> tuple[Tensor, tuple[Tensor, Tensor], Tensor]:
    return random(BATCH, TARGET, INPUT), (random(BATCH, HIDDEN), random(BATCH, HIDDEN)), random(BATCH, SOURCE, ENCODER)


def test_the_decoder_is_the_step_where_it_asks_before() -> None:
    made, (x, state, h) = decoder("before", "input"), inputs()
    decoded = made(x, made.start(state, h), h, MASK)

    def score(query: Tensor, keys: Tensor) -> Tensor:
        return mlp_scores(query, keys, layers_of(made))

    for t in range(TARGET):
        step = attentive_step(made.cell, score, masked_softmax, attend, x[:, t], state, h, MASK)
        state = step.state
        torch.testing.assert_close(decoded.output[:, t], state[0])
        torch.testing.assert_close(decoded.weights[:, t], step.weights)


@every_way
def test_step_by_step_is_at_once(query_from: str, context_at: str) -> None:
    made, (x, state, h) = decoder(query_from, context_at), inputs()
    whole = made(x, made.start(state, h), h, MASK)
    assert whole.output.shape == (BATCH, TARGET, HIDDEN + (ENCODER if context_at != "input" else 0))
    carried = made.start(state, h)
    for t in range(TARGET):
        one = made(x[:, t : t + 1], carried, h, MASK)
        carried = one.state
        torch.testing.assert_close(one.output[:, 0], whole.output[:, t])
        torch.testing.assert_close(one.weights[:, 0], whole.weights[:, t])
    torch.testing.assert_close(carried, whole.state)


@every_way
def test_who_asks_and_where_the_context_enters(query_from: str, context_at: str) -> None:
    """By hand, with other means than the decoder's."""
    made, (x, state, h) = decoder(query_from, context_at), inputs()
    decoded = made(x, made.start(state, h), h, MASK)
    s, z = state, torch.zeros(BATCH, ENCODER, dtype=torch.float64)

    def ask(asking: Tensor) -> Tensor:
        e = mlp_scores(asking, h, layers_of(made)).masked_fill(~MASK, -torch.inf)
        return torch.bmm(e.softmax(1)[:, None], h)[:, 0]

    for t in range(TARGET):
        if query_from == "before":
            z = ask(s[0])
        s = made.cell(x[:, t] if context_at == "output" else torch.cat((x[:, t], z), 1), s)
        if query_from == "after":
            z = ask(s[0])
        torch.testing.assert_close(decoded.output[:, t], s[0] if context_at == "input" else torch.cat((s[0], z), 1))


@every_way
def test_any_cell_will_do(query_from: str, context_at: str) -> None:
    made, (x, state, h) = decoder(query_from, context_at, OneState), inputs()
    decoded = made(x, made.start(state, h), h, MASK)
    assert torch.isfinite(decoded.output).all()
    torch.testing.assert_close(decoded.weights.sum(2), torch.ones(BATCH, TARGET, dtype=torch.float64))


@every_way
def test_nothing_is_kept_between_calls(query_from: str, context_at: str) -> None:
    made, (x, state, h) = decoder(query_from, context_at), inputs()
    first = made(x, made.start(state, h), h, MASK)
    made(x.flip(0), made.start(state, h.flip(0)), h.flip(0), MASK.flip(0))
    again = made(x, made.start(state, h), h, MASK)
    assert torch.equal(first.output, again.output)
    assert set(made.state_dict()) == {name for name, _parameter in made.named_parameters()}


# --------------------------------------------------------------------------------------- what other chapters will need
class TwoLayers(nn.Module):
    """A cell of two layers of different sizes: the upper one reads the h of the lower."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.lower, self.upper = LSTMCell(input_size, hidden_size + 1), GRUCell(hidden_size + 1, hidden_size)

    def forward(self, x_t: Tensor, state: tuple[tuple[Tensor, Tensor], Tensor]) -> tuple[tuple[Tensor, Tensor], Tensor]:
        lower = self.lower(x_t, state[0])
        return lower, self.upper(lower[0], state[1])


@every_way
def test_the_top_layer_of_a_deep_cell_asks(query_from: str, context_at: str) -> None:
    made, (x, (h, _c), encoder_states) = decoder(query_from, context_at, TwoLayers), inputs()
    first = (random(BATCH, HIDDEN + 1), random(BATCH, HIDDEN + 1)), h
    decoded = made(x, made.start(first, encoder_states), encoder_states, MASK)
    s, z = first, torch.zeros(BATCH, ENCODER, dtype=torch.float64)
    for t in range(TARGET):
        asking = s[1]
        if query_from == "after":
            s = made.cell(x[:, t] if context_at == "output" else torch.cat((x[:, t], z), 1), s)
            asking = s[1]
        weights = masked_softmax(mlp_scores(asking, encoder_states, layers_of(made)), MASK)
        z = attend(weights, encoder_states)
        if query_from == "before":
            s = made.cell(x[:, t] if context_at == "output" else torch.cat((x[:, t], z), 1), s)
        torch.testing.assert_close(decoded.weights[:, t], weights)
        torch.testing.assert_close(decoded.output[:, t, :HIDDEN], s[1])
    torch.testing.assert_close(decoded.state.cell, s)


@pytest.mark.parametrize("query_from", ["before", "after"])
@pytest.mark.parametrize("context_at", ["output", "both"])
def test_a_gate_on_the_context_and_the_word_at_the_output(query_from: Any, context_at: Any) -> None:
    """As in Show, Attend and Tell: a share of the context, beside the state and the word."""
    gate = nn.Linear(HIDDEN, 1).double()
    open_ = decoder(query_from, context_at)
    made = AttentiveDecoder(open_.cell, open_.score, query_from, context_at, gate=gate, word_at_output=True)
    x, state, h = inputs()
    decoded = made(x, made.start(state, h), h, MASK)
    s, z = state, torch.zeros(BATCH, ENCODER, dtype=torch.float64)
    for t in range(TARGET):
        before = s[0]
        if query_from == "after":
            s = made.cell(x[:, t] if context_at == "output" else torch.cat((x[:, t], z), 1), s)
        asking = before if query_from == "before" else s[0]
        context = attend(masked_softmax(mlp_scores(asking, h, layers_of(open_)), MASK), h)
        z = torch.sigmoid(gate(asking)) * context
        if query_from == "before":
            s = made.cell(x[:, t] if context_at == "output" else torch.cat((x[:, t], z), 1), s)
        torch.testing.assert_close(decoded.output[:, t], torch.cat((s[0], z, x[:, t]), 1))


class Onward(nn.Module):
    """A made-up score that sees where the step before looked: one place farther, at first at the first place."""

    sees_weights = True

    def keys(self, encoder_states: Tensor) -> Tensor:
        return encoder_states

    def forward(self, query: Tensor, keys: Tensor, before: Tensor) -> Tensor:
        first = nn.functional.one_hot(torch.zeros(len(before), dtype=torch.long), before.shape[1]).to(before.dtype)
        moved = torch.where(before.any(1, keepdim=True), before.roll(1, 1), first)
        return 1e3 * moved


@every_way
def test_a_score_sees_the_weights_of_the_step_before(query_from: Any, context_at: Any) -> None:
    made, (x, state, h) = decoder(query_from, context_at), inputs()
    made = AttentiveDecoder(made.cell, Onward(), query_from, context_at)
    decoded = made(x, made.start(state, h), h, None)
    torch.testing.assert_close(decoded.weights[0], torch.eye(SOURCE, dtype=torch.float64)[:TARGET])
    carried = made(x[:, :2], made.start(state, h), h, None).state
    torch.testing.assert_close(made(x[:, 2:], carried, h, None).weights, decoded.weights[:, 2:])


@every_way
def test_a_mask_for_each_step_keeps_it_from_what_comes_later(query_from: str, context_at: str) -> None:
    made, (x, state, h) = decoder(query_from, context_at), inputs()
    causal = torch.ones(TARGET, SOURCE, dtype=torch.bool).tril().expand(BATCH, -1, -1)
    decoded = made(x, made.start(state, h), h, causal)
    assert (decoded.weights.masked_select(~causal) == 0).all()
    assert (decoded.weights.masked_select(causal) > 0).all()
    later = h.detach().clone()
    later[:, 3:] = 1e3
    again = made(x, made.start(state, later), later, causal)
    torch.testing.assert_close(again.output[:, :3], decoded.output[:, :3])
    same_for_all = MASK[:, None].expand(-1, TARGET, -1)
    one = made(x, made.start(state, h), h, MASK).weights
    torch.testing.assert_close(made(x, made.start(state, h), h, same_for_all).weights, one)
    scores = random(BATCH, TARGET, SOURCE)
    torch.testing.assert_close(masked_softmax(scores, same_for_all), masked_softmax(scores, MASK))


def test_the_places_of_a_picture_are_asked_like_words() -> None:
    made, (x, state, _h) = decoder("before", "input"), inputs()
    picture = random(BATCH, 3, 2, ENCODER)
    decoded = made(x, made.start(state, picture.flatten(1, 2)), picture.flatten(1, 2), None)
    assert decoded.weights.unflatten(2, (3, 2)).shape == (BATCH, TARGET, 3, 2)
    torch.testing.assert_close(decoded.weights.sum(2), torch.ones(BATCH, TARGET, dtype=torch.float64))


@pytest.mark.usefixtures("as_a_student")
def test_a_mask_of_another_shape_is_told_for_a_step_too() -> None:
    with pytest.raises(
        ValueError, match=r"wanted \(4, 6\), which is \(batch, source\) or \(4, 5, 6\), which is \(batch, target"
    ):
        masked_softmax(random(BATCH, TARGET, SOURCE), MASK[:, None].expand(-1, 2, -1))
    mask = MASK[:, None].repeat(1, TARGET, 1)
    mask[2, 1] = False
    with pytest.raises(ValueError, match=r"mask has no token in the rows \[2\]"):
        masked_softmax(random(BATCH, TARGET, SOURCE), mask)


# --------------------------------------------------------------------------------------------------------- whole models
def batch(rubbish: int = 0) -> PairBatch:
    source, target = torch.randint(3, 11, (BATCH, SOURCE)), torch.randint(3, 13, (BATCH, TARGET))
    lengths = torch.tensor([2, 5, 1, 3])
    source[~MASK] = rubbish
    target[~length_mask(lengths, TARGET)] = rubbish
    return PairBatch(source, LENGTHS, target, lengths)


def compared(by: str, size: int = HIDDEN) -> nn.Module:
    return BilinearScore(size, size) if by == "dot" else MLPScore(size, size, [5])


def model(score: str = "mlp", query_from: Any = "before", context_at: Any = "input") -> AttentiveSeq2Seq:
    return AttentiveSeq2Seq(11, 13, INPUT, HIDDEN, compared(score), query_from, context_at).double()


@every_way
def test_rubbish_behind_the_sentences_changes_nothing(query_from: str, context_at: str) -> None:
    made = model("dot", query_from, context_at)
    torch.manual_seed(1)
    clean = batch(rubbish=0)
    torch.manual_seed(1)
    dirty = batch(rubbish=500)
    assert made.loss(clean) == made.loss(dirty)
    assert torch.equal(made.generate(*clean[:2], max_length=5)[0], made.generate(*dirty[:2], max_length=5)[0])


@every_way
def test_no_word_is_seen_before_it_is_said(query_from: str, context_at: str) -> None:
    made, (source, lengths, target, _ends) = model("mlp", query_from, context_at), batch()
    logits, weights = made(source, lengths, target)
    other = target.clone()
    other[:, 3] = (other[:, 3] + 1) % 13
    logits_now, weights_now = made(source, lengths, other)
    assert torch.equal(logits_now[:, :3], logits[:, :3])
    assert ((logits_now - logits)[:, 3:].abs().amax(2) > 0).all()
    assert torch.equal(weights_now[:, :3], weights[:, :3])


@every_way
def test_greedy_words_are_the_likeliest_when_they_are_fed_back(query_from: str, context_at: str) -> None:
    made, (source, lengths, *_targets) = model("dot", query_from, context_at), batch()
    tokens, ends = made.generate(source, lengths, max_length=6)
    decoder_input = torch.cat((torch.full((BATCH, 1), SOS), tokens), dim=1)[:, :-1]
    likeliest = made(source, lengths, decoder_input)[0].argmax(2)
    for row, end in enumerate(ends.tolist()):
        assert torch.equal(likeliest[row, :end], tokens[row, :end])


@pytest.mark.parametrize("score", ["dot", "mlp"])
def test_one_batch_is_learned_by_heart(score: str) -> None:
    made, some = AttentiveSeq2Seq(11, 13, 16, 32, compared(score, 32)), batch()
    optimizer = torch.optim.Adam(made.parameters(), lr=1e-2)
    begin = time.process_time()
    for _step in range(120):
        loss = made.loss(some)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05
    assert time.process_time() - begin < 60
    tokens, ends = made.generate(some.source, some.source_lengths, max_length=9)
    assert ends.tolist() == some.target_lengths.tolist()
    assert torch.equal(tokens[1, :5], some.target[1, :5])


@every_way
def test_it_runs_where_there_are_no_data(query_from: Any, context_at: Any) -> None:
    made = AttentiveSeq2Seq(11, 13, INPUT, HIDDEN, None, query_from, context_at).to("meta")
    logits, weights = made(*(part.to("meta") for part in batch()[:3]))
    assert (logits.shape, weights.shape) == ((BATCH, TARGET, 13), (BATCH, TARGET, SOURCE))
    assert logits.device.type == "meta"


# --------------------------------------------------------------------------------------------------------------- errors
def test_a_mask_without_a_token_is_told_with_its_rows() -> None:
    mask = MASK.clone()
    mask[[1, 3]] = False
    sentence = r"mask has no token in the rows \[1, 3\]; attention needs at least one\. Leave empty rows out\."
    with pytest.raises(ValueError, match=sentence):
        masked_softmax(random(BATCH, SOURCE), mask)
    made, (x, state, h) = decoder("before", "input"), inputs()
    with pytest.raises(ValueError, match=sentence):
        made(x, made.start(state, h), h, mask)


@pytest.mark.usefixtures("as_a_student")
def test_a_mask_of_another_shape_or_kind_is_told() -> None:
    with pytest.raises(ValueError, match=r"mask has the shape \(4, 5\); wanted \(4, 6\), which is \(batch, source\)"):
        masked_softmax(random(BATCH, SOURCE), MASK[:, :5])
    with pytest.raises(TypeError, match=r"mask has the dtype torch.int64; wanted torch.bool, True where"):
        masked_softmax(random(BATCH, SOURCE), MASK.long())


@pytest.mark.parametrize(("count", "outputs"), [(0, 0), (1, 2)])
def test_networks_that_give_no_score_are_told(count: int, outputs: int) -> None:
    made = [(random(2, HIDDEN + ENCODER), random(2))] * count
    with pytest.raises(
        ValueError, match=f"There are {count} layers, the last with {outputs} outputs; wanted at least one"
    ):
        mlp_scores(random(BATCH, HIDDEN), random(BATCH, SOURCE, ENCODER), made)
    with pytest.raises(ValueError, match=r"hidden is \[3, 0\]; wanted sizes of at least 1"):
        MLPScore(HIDDEN, ENCODER, [3, 0])


@pytest.mark.usefixtures("as_a_student")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"query_from": "never"}, "query_from is “never”; wanted one of: before, after"),
        ({"context_at": "nowhere"}, "context_at is “nowhere”; wanted one of: input, output, both"),
    ],
)
def test_words_that_are_not_known_are_told(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        model(**changes)


def test_a_matrix_stands_between_query_and_keys() -> None:
    score, query, h = BilinearScore(HIDDEN, ENCODER).double(), random(BATCH, HIDDEN), random(BATCH, SOURCE, ENCODER)
    torch.testing.assert_close(score(query, score.keys(h)), torch.einsum("nh,hb,nsb->ns", query, score.key.weight, h))
