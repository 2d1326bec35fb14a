"""Data: what is committed is what its card says, parts share no document, and what is drawn is what was asked for."""

import hashlib
import lzma
from collections.abc import Callable

import pytest
import torch

from course_lib.data import adding, grammar, number_words, punctuation, speeches
from course_lib.data.punctuation import MARKS, windows, words_and_marks
from course_lib.data.vocabulary import UNKNOWN, Vocabulary


# ----------------------------------------------------------------------------------------------------------- speeches
def test_the_committed_speeches_are_those_of_their_card() -> None:
    card = speeches.card()
    text = lzma.decompress((speeches.FOLDER / card["file"]).read_bytes())
    assert hashlib.sha256(text).hexdigest() == card["sha256"] == speeches.digest()
    assert len(speeches.speeches()) == card["documents"]
    assert sum(len(speech.text) for speech in speeches.speeches()) == card["characters"]
    assert card["split"] == {part: list(years) for part, years in speeches.HELD_OUT.items()}
    assert card["source"].startswith(speeches.PACKAGE)
    assert "CC0" in card["licence"]
    assert (speeches.FOLDER / card["file"]).stat().st_size < 400_000


def test_no_document_is_in_two_parts_and_none_is_lost() -> None:
    years = [speech.year for part in ("train", *speeches.HELD_OUT) for speech in speeches.split(part)]
    assert sorted(years) == sorted(speech.year for speech in speeches.speeches())
    assert len(set(years)) == len(years)
    with pytest.raises(ValueError, match="There is no part dev; there are: train, validation, test"):
        speeches.split("dev")


def test_a_speech_is_clean() -> None:
    for speech in speeches.speeches():
        assert 1990 <= speech.year <= 2021
        assert speech.speaker
        assert len(speech.text) > 10_000
        assert speech.text == " ".join(speech.text.split())
        assert not set("’‘“”‑–[]\u00a0") & set(speech.text)
        assert "applause)" not in speech.text.lower()


# ------------------------------------------------------------------------------------------------- marks behind words
@pytest.mark.parametrize(
    ("text", "words", "marks"),
    [
        ("Dr. King, 1,000 days!", ["dr", "king", "1,000", "days"], [0, 1, 0, 2]),
        ("so — why?! ok", ["so", "why", "ok"], [1, 2, 0]),
        ("— first", ["first"], [0]),
        ("the u.s. economy isn't well-known.", ["the", "us", "economy", "isn't", "well-known"], [0, 0, 0, 0, 2]),
        ("", [], []),
    ],
)
def test_words_and_marks(text: str, words: list[str], marks: list[int]) -> None:
    assert words_and_marks(text) == (words, marks)


def test_windows_hold_every_word_once_and_know_their_lengths() -> None:
    texts = ["one, two three. four", "", "five!"]
    vocabulary = Vocabulary.from_tokens(["one", "two", "three", "four", "five"])
    words, marks, lengths = windows(texts, vocabulary, time=3)
    assert words.shape == marks.shape == (3, 3)
    assert lengths.tolist() == [3, 1, 1]
    read = [vocabulary.decode(row[:length]) for row, length in zip(words, lengths.tolist(), strict=True)]
    assert read == [["one", "two", "three"], ["four"], ["five"]]
    assert [row[:length].tolist() for row, length in zip(marks, lengths.tolist(), strict=True)] == [[1, 0, 2], [0], [2]]
    with pytest.raises(ValueError, match="There is no word in the texts"):
        windows(["", " — "], vocabulary, time=3)


def test_the_marks_of_the_speeches_are_there_to_be_learned() -> None:
    counts = torch.zeros(len(MARKS))
    for speech in speeches.split("test"):
        words, marks = words_and_marks(speech.text)
        assert len(words) == len(marks)
        counts += torch.bincount(torch.tensor(marks), minlength=len(MARKS))
    shares = counts / counts.sum()
    assert all(share > 0.03 for share in shares)
    assert set(punctuation._CLASS.values()) == {1, 2}


# ----------------------------------------------------------------------------------------------------------- numbers
@pytest.mark.parametrize("time", [2, 3, 10, 51])
def test_two_numbers_are_marked_one_in_each_half_and_their_sum_is_asked_for(time: int) -> None:
    x, y = adding.draw(200, time, torch.Generator().manual_seed(1))
    numbers, marks = x.unbind(2)
    assert x.shape == (200, time, 2)
    assert set(marks.unique().tolist()) <= {0.0, 1.0}
    assert marks[:, : time // 2].sum(1).eq(1).all()
    assert marks[:, time // 2 :].sum(1).eq(1).all()
    torch.testing.assert_close((numbers * marks).sum(1), y)
    assert numbers.min() >= 0
    assert numbers.max() < 1
    assert marks.sum(0).gt(0).all() or time == 51


def test_always_saying_one_has_the_error_that_is_told() -> None:
    _x, y = adding.draw(100_000, 4, torch.Generator().manual_seed(2))
    assert (y - 1).square().mean().item() == pytest.approx(adding.BASELINE, rel=0.02)


def test_the_same_generator_gives_the_same_sequences() -> None:
    one, two, other = (adding.draw(5, 20, torch.Generator().manual_seed(seed)) for seed in (3, 3, 4))
    torch.testing.assert_close(one, two, rtol=0, atol=0)
    assert not torch.equal(one[0], other[0])
    with pytest.raises(ValueError, match="time is 1; wanted at least 2 steps"):
        adding.draw(5, 1, torch.Generator())


# --------------------------------------------------------------------------------------------------------- vocabulary
def test_a_vocabulary_is_ordered_by_frequency_then_by_the_alphabet() -> None:
    vocabulary = Vocabulary.from_tokens("ccbbad")
    assert vocabulary.symbols == (UNKNOWN, "b", "c", "a", "d")
    assert Vocabulary.from_tokens("ccbbad", max_size=2).symbols == (UNKNOWN, "b", "c")
    assert Vocabulary.from_tokens("ccbbad", min_count=2).symbols == (UNKNOWN, "b", "c")
    assert len(vocabulary) == 5


def test_numbers_and_text_are_each_others_inverse() -> None:
    vocabulary = Vocabulary.from_tokens("hello")
    assert vocabulary.encode("hello").dtype == torch.int64
    assert "".join(vocabulary.decode(vocabulary.encode("hello"))) == "hello"
    assert vocabulary.decode(vocabulary.encode("hey")) == ["h", "e", UNKNOWN]


def test_symbols_that_do_not_fit_are_named() -> None:
    with pytest.raises(ValueError, match=r"twice there: \['a'\]"):
        Vocabulary(("a", "b", "a"))
    with pytest.raises(KeyError, match=r"has no \['x', 'y'\] and no <unk>"):
        Vocabulary(("a", "b")).encode("ayx")


# ------------------------------------------------------------------------------------------------- drawn from a seed
@pytest.mark.parametrize(
    ("drawn", "digest"),
    [
        (
            lambda: grammar.pairs(200, (4, 30), seed=0),
            "ab6279f9628a0f3e695d2205e96cf0b5d6987b66818215210066cdaa7c234ed4",
        ),
        (lambda: number_words.pairs(500, seed=0), "0a1f732c4ed5a5069bb1f88fad9bb43526d0977987b7e0633647bd44841889aa"),
    ],
    ids=["grammar", "number words"],
)
def test_what_a_recipes_card_names_by_its_seed_stays_the_same(drawn: Callable[[], object], digest: str) -> None:
    """Who changes a rule trains anew: the cards of `seq2seq` do not hold the pairs, only their seed."""
    assert hashlib.sha256(repr(drawn()).encode()).hexdigest() == digest
