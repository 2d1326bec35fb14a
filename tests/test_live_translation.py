"""The live figures of `seq2seq` and `attention`: their words and weights are those of the networks of the card."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch
import traitlets

from course_lib import checkpoints
from course_lib.live import attention, seq2seq, state
from course_lib.live.attention import AttentionFigure
from course_lib.live.seq2seq import Seq2SeqFigure
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
    fresh = attention.scores()
    assert fresh.shape == (4, 4)
    assert (fresh.amax(1) + fresh.amin(1)).abs().max() < 1e-5
    for step in range(4):
        shown = attention.weights({**STEPS, "step": step})
        assert shown.sum() == pytest.approx(1)
        assert shown.numpy() == pytest.approx(fresh[step].softmax(0).numpy(), abs=0.03)


def test_the_network_looks_at_the_word_that_it_translates() -> None:
    """What the page says: « je » for “i”, « malade » for “sick”."""
    best = [SOURCE[int(attention.weights({**STEPS, "step": step}).argmax())] for step in range(4)]
    assert best[TARGET.index("i")] == "je"
    assert best[TARGET.index("sick")] == "malade"


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
    with pytest.raises(traitlets.TraitError, match="scores is 101; wanted a number from -100 to 100"):
        steps.scores = [[101, 0, 0, 0], *STEPS["scores"][1:]]
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


def has_weights(figure: "Locator", scores: list[float], step: int) -> None:
    """The weights are a softmax of the scores, in numbers and in the mixture."""
    wanted = torch.tensor(scores, dtype=torch.float64).div(STEPS["scale"]).softmax(0)
    values = figure.locator(".live-weight:not(.live-head) data:last-of-type").evaluate_all(
        "d => d.map((one) => +one.value)"
    )
    assert values == pytest.approx(wanted.tolist(), abs=1e-9)
    grown = figure.locator(".live-mixture i").evaluate_all("i => i.map((one) => +one.style.flexGrow)")
    assert grown == pytest.approx(wanted.tolist(), abs=1e-5)
    assert figure.get_by_role("slider").evaluate_all("s => s.map((one) => +one.value)") == scores
    word = SOURCE[int(wanted.argmax())]
    sentence = STEPS["words"]["said" if step else "first"]
    said = sentence.format(
        written=" ".join(TARGET[:step]), next=TARGET[step], word=word, weight=f"{wanted.max().item():.2f}"
    )
    assert figure.get_by_role("status").inner_text() == said


@pytest.mark.thorough
def test_weights_follow_the_scores(browser: "Browser", tmp_path: Path) -> None:
    scores: list[list[Any]] = [list(row) for row in STEPS["scores"]]
    with hosted(browser, tmp_path, AttentionFigure()) as (page, figure):
        for step, name in enumerate(("first step", "second step", "third step", "fourth step")):
            button = figure.get_by_role("button", name=name)
            button.click()
            assert button.get_attribute("aria-pressed") == "true"
            has_weights(figure, scores[step], step)
        slider = figure.get_by_role("slider").nth(1)
        slider.press("Home")
        has_weights(figure, [scores[3][0], -100, *scores[3][2:]], 3)
        slider.press("PageUp")
        slider.press("ArrowRight")
        moved = [scores[3][0], -94, *scores[3][2:]]
        has_weights(figure, moved, 3)
        slider.press("End")
        slider.press("ArrowUp")  # the end of the range
        has_weights(figure, [scores[3][0], 100, *scores[3][2:]], 3)
        assert page.evaluate("model.saved.at(-1)")["scores"][3][1] == 100
        figure.get_by_role("button", name="first step").click()  # other steps keep theirs
        has_weights(figure, scores[0], 0)
        figure.get_by_role("button", name="Scores of the network").click()
        figure.get_by_role("button", name="fourth step").click()
        has_weights(figure, scores[3], 3)
        page.evaluate("model.python('step', 2)")
        has_weights(figure, scores[2], 2)
