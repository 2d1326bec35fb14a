"""The live figures of `seq2seq` and `attention`: their words and weights are those of the networks of the card."""

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch
import traitlets
from torch import Tensor, nn

from course_lib import checkpoints
from course_lib.live import attention, seq2seq, state
from course_lib.live.attention import AttentionFigure
from course_lib.live.seq2seq import Seq2SeqFigure
from course_lib.recipes import attention_live as recipe
from course_lib.seq2seq import SOS
from tests.test_live import hosted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

SENTENCES, STEPS = state("seq2seq"), state("attention")
SOURCE, TARGET = STEPS["source"].split(), STEPS["target"].split()


# ------------------------------------------------------------------------------------------------------ what is shown
def test_every_sentence_is_that_of_the_card() -> None:
    results = checkpoints.card("seq2seq")["results"]
    assert list(SENTENCES["examples"]) == [str(len(shown["source"].split())) for shown in results["fixed"]["shown"]]
    for number, example in enumerate(SENTENCES["examples"].values()):
        for name in seq2seq.WRITERS:
            shown = results[name]["shown"][number]
            assert (example["source"], example["target"], example[name]) == tuple(shown.values())
            marks = example[f"{name}_right"]
            assert len(marks) == len(example[name].split())
            same = example[name].replace(" ill ", " sick ") == example["target"].replace(" ill ", " sick ")
            shorter = len(marks) < len(example["target"].split())
            assert set(marks) == {"1"} if same else "0" in marks or shorter


def test_words_are_right_in_their_order() -> None:
    assert seq2seq.right("a b c", "a b c") == "111"
    assert seq2seq.right("c b a", "a b c").count("1") == 1
    assert seq2seq.right("i am ill .", "i am sick .") == "1111"
    assert seq2seq.right("x y", "a b") == "00"


def test_scores_give_the_weights_of_the_network() -> None:
    fresh = attention.asked().scores
    assert fresh.shape == (4, 4)
    assert (fresh.amax(1) + fresh.amin(1)).abs().max() < 1e-5
    assert fresh.abs().max() < 3, "each score can be moved, and 1 can be added to all"
    for step in range(4):
        shown = attention.weights(at(step))
        assert shown.sum() == pytest.approx(1)
        assert shown.numpy() == pytest.approx(fresh[step].softmax(0).numpy(), abs=0.03)


def test_the_network_looks_where_the_page_says() -> None:
    """At « je » for “i”, at « malade » for “sick”; for “am” at « je », whose state has read « suis », and less at it."""
    looked = [attention.weights(at(step)).tolist() for step in range(4)]
    assert TARGET == ["i", "am", "sick", "."]
    assert [SOURCE[weights.index(max(weights))] for weights in looked] == ["je", "je", "malade", "."]
    assert sorted(looked[1])[-2] == looked[1][SOURCE.index("suis")]
    assert all(0.5 < max(weights) < 0.95 for weights in looked), "soft"


@pytest.mark.parametrize(
    ("step", "raised", "word"), [(1, ".", "is"), (1, "suis", "am"), (2, "suis", "sad"), (2, None, "happy")]
)
def test_the_next_word_changes_as_the_page_says(step: int, raised: str | None, word: str) -> None:
    """With the score of one source word at its maximum, or with all scores equal."""
    scores = [0, 0, 0, 0]
    if raised is not None:
        scores = [50 if one == raised else own for one, own in zip(SOURCE, STEPS["scores"][step], strict=True)]
    assert next(iter(attention.next_word(at(step, *scores)))) == word


def at(step: int, *scores: int) -> dict[str, Any]:
    """The state of the figure at a step, with other scores there if there are any."""
    rows = [scores if scores and t == step else row for t, row in enumerate(STEPS["scores"])]
    return {**STEPS, "step": step, "scores": rows}


class Given(nn.Module):
    """In place of a score function: scores that were set by hand."""

    def __init__(self, scores: Sequence[int]) -> None:
        super().__init__()
        self.scores = [scores]

    def keys(self, encoder_states: Tensor) -> Tensor:
        return encoder_states

    def forward(self, query: Tensor, _keys: Tensor) -> Tensor:
        return query.new_tensor(self.scores).div(STEPS["scale"])


@pytest.mark.parametrize("scores", [None, (0, 0, 0, 0), (50, -14, 14, 2), (-7, 22, 50, -50)])
@pytest.mark.parametrize("step", range(4))
def test_the_next_word_is_what_the_network_says_with_these_scores(step: int, scores: tuple[int, ...] | None) -> None:
    state = at(step, *scores or ())
    model, source, target = recipe.network(checkpoints.card(recipe.NAME), checkpoints.weights(recipe.NAME))
    start = model.start(source.encode(SOURCE)[None], torch.tensor([len(SOURCE)]))
    h, c = attention.asked().states
    model.decoder.score = Given(state["scores"][step])
    begun = model.decoder.start((h[step, None], c[step, None]), start.encoder_states)
    read = target.encode(TARGET[step - 1 : step]) if step else torch.tensor([SOS])
    with torch.no_grad():
        p = model.step(read, start._replace(decoder=begun))[0][0].softmax(0)
    said = attention.next_word(state)
    wanted = [p[int(number)].item() for number in target.encode(said)]
    assert list(said.values()) == pytest.approx(wanted, abs=1e-3)
    assert list(said.values()) == sorted(said.values(), reverse=True)


def test_the_network_of_the_figure_writes_the_sentence_word_by_word() -> None:
    assert [next(iter(attention.next_word(at(step)))) for step in range(4)] == TARGET


def test_adding_to_all_scores_changes_nothing() -> None:
    moved = attention.next_word(at(1, *(score + 20 for score in STEPS["scores"][1])))
    assert list(moved.values()) == pytest.approx(list(attention.next_word(at(1)).values()), abs=1e-12)


# ------------------------------------------------------------------------------------------------ where nothing moves
def test_the_still_texts_cross_what_is_wrong() -> None:
    text = seq2seq.still(SENTENCES, 'words & "more"')
    assert 'aria-label="words &amp; &quot;more&quot;"' in text
    example = SENTENCES["examples"][str(SENTENCES["length"])]
    wrong = sum(example[f"{name}_right"].count("0") for name in seq2seq.WRITERS)
    assert text.count("<del>") == wrong
    assert re.sub(r"<[^>]+>", " ", text).split()[-1] == example["attention"].split()[-1]


def test_the_still_bars_are_the_weights() -> None:
    svg = attention.still(STEPS, "bars")
    widths = [float(width) for width in re.findall(r'<rect class="plus"[^>]* width="([\d.]+)"', svg)]
    assert [width / 200 for width in widths] == pytest.approx(attention.weights(STEPS).tolist(), abs=0.006)


# ------------------------------------------------------------------------------------------------------- the notebook
def test_lengths_and_scores_that_are_not_there_are_told() -> None:
    sentences, steps = Seq2SeqFigure(length=10), AttentionFigure(step=2)
    with pytest.raises(traitlets.TraitError, match="There is no sentence of 11 words; there are some of: 4, 6, 8"):
        sentences.length = 11
    with pytest.raises(traitlets.TraitError, match="step is 4; wanted a number from 0 to 3"):
        steps.step = 4
    with pytest.raises(traitlets.TraitError, match=r"scores have \[4, 4, 4\] numbers; wanted 4 rows of 4"):
        steps.scores = STEPS["scores"][:3]
    with pytest.raises(traitlets.TraitError, match="scores is 51; wanted a number from -50 to 50"):
        steps.scores = [[51, 0, 0, 0], *STEPS["scores"][1:]]
    assert (sentences.length, steps.step, steps.scores) == (10, 2, STEPS["scores"])


def shows(figure: "Locator", length: int) -> None:
    """The figure has the texts of this length, the wrong words crossed, and the right counts."""
    example, words = SENTENCES["examples"][str(length)], SENTENCES["words"]
    texts = figure.locator(".live-sentence span").all_text_contents()
    assert [text.split() for text in texts] == [
        example[name].split() for name in ("source", "target", "fixed", "attention")
    ]
    crossed = figure.locator("del").count()
    assert crossed == sum(example[f"{name}_right"].count("0") for name in seq2seq.WRITERS)
    rights = {name: example[f"{name}_right"].count("1") for name in seq2seq.WRITERS}
    said = words["said"].format(count=len(example["target"].split()), **rights)
    assert figure.get_by_role("status").inner_text() == said
    place = list(SENTENCES["examples"]).index(str(length))
    assert figure.locator(".live-mark").get_attribute("d") == f"M{place} -5V105"
    for name, count in rights.items():
        points = figure.locator(f"path.live-{name}").evaluate("path => path.getAttribute('d').slice(1).split('L')")
        x, y = map(float, points[place].split())
        assert x == place
        assert y == pytest.approx(100 - 100 * min(1, count / len(example["target"].split()))), "from 100 % to 0 %"


@pytest.mark.thorough
def test_every_length_is_shown(browser: "Browser", tmp_path: Path) -> None:
    lengths = list(map(int, SENTENCES["examples"]))
    with hosted(browser, tmp_path, Seq2SeqFigure()) as (page, figure):
        slider = figure.get_by_role("slider")
        shows(figure, SENTENCES["length"])
        slider.press("Home")
        for length in lengths:
            shows(figure, length)
            slider.press("ArrowRight")
        shows(figure, lengths[-1])
        for key, length in {"PageDown": lengths[-5], "ArrowDown": lengths[-6], "End": lengths[-1]}.items():
            slider.press(key)
            shows(figure, length)
        assert page.evaluate("model.saved.at(-1)")["length"] == lengths[-1]
        page.evaluate("model.python('length', 12)")
        shows(figure, 12)
        assert figure.locator("[lang=fr]").count() == 1


def shows_what_follows(figure: "Locator", step: int, *scores: int) -> None:
    """Weights, mixture, likely words and the sentence are those that Python computes from these scores."""
    state, words = at(step, *scores), STEPS["words"]
    weights, said = attention.weights(state), attention.next_word(state)
    values = figure.locator(".live-weight:not(.live-head) data:last-of-type").evaluate_all(
        "d => d.map((one) => +one.value)"
    )
    assert values == pytest.approx(weights.tolist(), abs=1e-9)
    grown = figure.locator(".live-mixture i").evaluate_all("i => i.map((one) => +one.style.flexGrow)")
    assert grown == pytest.approx(weights.tolist(), abs=1e-5)
    assert figure.get_by_role("slider").evaluate_all("s => s.map((one) => +one.value)") == list(state["scores"][step])
    shown = figure.locator(".live-likely").evaluate_all(
        "rows => rows.map((row) => [row.querySelector('b').textContent, +row.querySelector('data').value])"
    )
    likely = [words["end"] if word == "<EOS>" else word for word in said][: STEPS["likely"]]
    assert [word for word, _p in shown] == likely
    assert [p for _word, p in shown] == pytest.approx(list(said.values())[: STEPS["likely"]], abs=1e-9)
    first, p = next(iter(said.items()))
    sentences = [
        words["written"].format(written=" ".join(TARGET[:step])) if step else words["nothing"],
        words["most"].format(word=SOURCE[int(weights.argmax())], weight=f"{weights.max():.2f}")
        if len(set(state["scores"][step])) > 1
        else words["equal"],
        words["says"].format(word=first, p=f"{p:.2f}"),
    ]
    if first != TARGET[step]:
        sentences.append(words["other"].format(word=TARGET[step]))
    assert figure.get_by_role("status").inner_text() == " ".join(sentences)


@pytest.mark.thorough
def test_weights_and_the_next_word_follow_the_scores(browser: "Browser", tmp_path: Path) -> None:
    scores = STEPS["scores"]
    with hosted(browser, tmp_path, AttentionFigure()) as (page, figure):
        button = partial(figure.get_by_role, "button")
        assert button(name="Previous step").is_disabled()
        for step in range(4):
            assert f"step {step + 1} of 4: s{step - 1} asks".replace("-", "\u2212") in figure.inner_text()
            shows_what_follows(figure, step, *scores[step])
            if step < 3:
                button(name="Next step").click()
        assert button(name="Next step").is_disabled()
        slider = figure.get_by_role("slider").nth(1)
        slider.press("Home")
        shows_what_follows(figure, 3, scores[3][0], -50, *scores[3][2:])
        slider.press("PageUp")
        slider.press("ArrowRight")
        shows_what_follows(figure, 3, scores[3][0], -44, *scores[3][2:])
        slider.press("End")
        slider.press("ArrowUp")  # the end of the range
        shows_what_follows(figure, 3, scores[3][0], 50, *scores[3][2:])
        assert page.evaluate("model.saved.at(-1)")["scores"][3][1] == 50
        assert button(name="+1 to all").is_disabled()
        button(name="Previous step").click()  # other steps keep theirs
        shows_what_follows(figure, 2, *scores[2])
        page.evaluate("scores => model.python('scores', scores)", [*scores[:2], [0, 0, 0, 0], scores[3]])
        shows_what_follows(figure, 2, 0, 0, 0, 0)
        button(name="+1 to all").click()
        shows_what_follows(figure, 2, 10, 10, 10, 10)
        button(name="Scores of the network").click()
        button(name="Next step").click()
        shows_what_follows(figure, 3, *scores[3])
        page.evaluate("model.python('step', 1)")
        shows_what_follows(figure, 1, *scores[1])
