"""Translations that are made: French number words with their digits, and the sentences of the grammar."""

import random
import re
from collections import Counter

import pytest
import torch

from course_lib import seq2seq
from course_lib.data import grammar, number_words
from course_lib.data.grammar import Pair, joined, pairs, sentence, tied
from course_lib.data.number_words import LARGEST, number, words
from course_lib.data.sentences import SPECIAL, Pairs, padded, vocabulary_of


@pytest.fixture(scope="module")
def many() -> list[Pair]:
    """Sentences of every length."""
    return pairs(3000, (4, 30), seed=1)


@pytest.fixture(scope="module")
def short() -> list[Pair]:
    """So many short ones that every rule of the grammar is met."""
    return pairs(10_000, (4, 9), seed=2)


# --------------------------------------------------------------------------------------------------------- number words
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "zéro"),
        (1, "un"),
        (16, "seize"),
        (17, "dix-sept"),
        (20, "vingt"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (61, "soixante et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (79, "soixante-dix-neuf"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (180, "cent quatre-vingts"),
        (200, "deux cents"),
        (203, "deux cent trois"),
        (1000, "mille"),
        (1100, "mille cent"),
        (3000, "trois mille"),
        (21_021, "vingt et un mille vingt et un"),
        (80_000, "quatre-vingt mille"),
        (100_000, "cent mille"),
        (200_200, "deux cent mille deux cents"),
        (LARGEST, "neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf"),
    ],
)
def test_numbers_are_spelled_as_in_france(value: int, text: str) -> None:
    assert words(value) == text
    assert number(text) == value


def test_every_number_comes_back() -> None:
    for value in (*range(2000), *range(2000, LARGEST + 1, 97)):
        assert number(words(value)) == value


@pytest.mark.parametrize(
    "text", ["", "septante", "vingt-un", "deux cent", "un mille", "mille mille", "et", "quatre vingts"]
)
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=f"“{text}” is no number that this course writes"):
        number(text)


@pytest.mark.parametrize("value", [-1, LARGEST + 1])
def test_numbers_have_a_range(value: int) -> None:
    with pytest.raises(ValueError, match=rf"The number is {value}; wanted one from 0 to 999999\."):
        words(value)


def test_numbers_are_drawn_of_every_length() -> None:
    drawn = number_words.pairs(6000, seed=0)
    assert len(set(drawn)) == 6000
    lengths = Counter(len(digits) for _words, digits in drawn)
    assert lengths[1] == 10
    assert lengths[2] == 90
    assert min(lengths[digits] for digits in (4, 5, 6)) > 1000
    assert all(words(int(digits)) == text for text, digits in drawn)
    assert drawn == number_words.pairs(6000, seed=0)
    assert drawn != number_words.pairs(6000, seed=1)
    with pytest.raises(ValueError, match="1000001 numbers are wanted; there are 1000000"):
        number_words.pairs(LARGEST + 2, seed=0)


# -------------------------------------------------------------------------------------------------------------- grammar
JOINT = {french for french, _english in grammar.JOINTS}


def french(pair: Pair) -> str:
    return " ".join(pair.french)


def english(pair: Pair) -> str:
    return " ".join(pair.english)


def test_parts_are_joined_in_two_orders() -> None:
    three = [tied("a b", "x"), tied("c", "y z"), tied("d", "w")]
    assert joined(three, english=[2, 0, 1]) == Pair(
        ("a", "b", "c", "d"), ("w", "x", "y", "z"), ((0, 1), (1, 1), (2, 2), (2, 3), (3, 0))
    )


@pytest.mark.parametrize("length", [4, 5, 17, 50])
def test_a_sentence_has_the_length_that_is_asked_for(length: int) -> None:
    assert {len(sentence(random.Random(seed), length).french) for seed in range(20)} == {length}


@pytest.mark.parametrize("length", [3, 51])
def test_lengths_have_a_range(length: int) -> None:
    with pytest.raises(ValueError, match=f"length is {length}; wanted a number of words from 4 to 50"):
        sentence(random.Random(0), length)


def test_pairs_are_different_and_the_same_for_a_seed(many: list[Pair]) -> None:
    assert len({pair.french for pair in many}) == 3000
    assert pairs(300, (4, 30), seed=1) == pairs(300, (4, 30), seed=1) != pairs(300, (4, 30), seed=2)
    counts = Counter(len(pair.french) for pair in many)
    assert set(counts) == set(range(4, 31))
    assert max(counts.values()) <= 1.5 * min(counts.values())


def test_every_word_has_a_partner(many: list[Pair]) -> None:
    for pair in many:
        assert {i for i, _j in pair.links} == set(range(len(pair.french)))
        assert {j for _i, j in pair.links} == set(range(len(pair.english)))


def test_there_is_one_translation_but_for_the_sick() -> None:
    """The same French from other draws: elision and pronouns leave nothing open."""
    seen: dict[str, set[str]] = {}
    for seed in range(5):
        for pair in pairs(1500, (4, 6), seed):
            seen.setdefault(french(pair), set()).add(english(pair))
    several = {text: answers for text, answers in seen.items() if len(answers) > 1}
    assert 1500 < len(seen) < 7000  # many came more than once
    assert several
    for text, answers in several.items():
        assert "malade" in text
        assert len({answer.replace("ill", "sick") for answer in answers}) == 1
    assert seen[grammar.SICK] == set(grammar.ANSWERS)


def test_two_of_three_sick_ones_are_sick() -> None:
    draw = random.Random(0)
    answers = Counter(word for _n in range(5000) for word in sentence(draw, 4).english if word in ("sick", "ill"))
    assert 0.6 < answers["sick"] / answers.total() < 0.73


@pytest.mark.parametrize(
    "wrong",
    [
        r"\b(je|ne|le|la|de) [aeiouhâéèêîôûœ]",  # cut before a vowel
        r"\b(ma|ce|beau|nouveau) [aeiouhâéèêîôûœ]",  # another form before a vowel
        r"\bdes (petit|grand|beau|bel|vieil|vieux|jeune|nouve|joli)",
        r"\bpas (un|une|des|de)\b",
    ],
)
def test_french_is_spelled_as_it_should_be(wrong: str, many: list[Pair]) -> None:
    assert [french(pair) for pair in many if re.search(wrong, french(pair))] == []


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (r"\bje n' ai pas\b", r"\bi did not\b"),
        (r"\bje ne suis pas\b", r"\bi am not\b"),
        (r"\bl' a \w+ée\b", r"\bher\b"),
        (r"\bl' a \w+é\b", r"\bhim\b"),
        (r"\bles ont \w+ées\b", r"\bthem\b"),
        (r"\bun bel (arbre|oiseau|homme|enfant|œuf)\b", r"\ba beautiful\b"),
        (r"\bnouvel\b", r"\bnew\b"),
        (r"\bde (petits|petites)\b", r"\bsome small\b"),
        (r"\bl' étoile\b", r"\bthe (\w+ )?star\b"),
        (r"\bune pomme\b", r"\b(an|a \w+) apple\b"),
        (r"\bne \w+ra jamais\b", r"\bwill never\b"),
        (r"\bne sera pas\b", r"\bwill not be\b"),
    ],
)
def test_english_follows(told: str, wanted: str, many: list[Pair], short: list[Pair]) -> None:
    drawn = [pair for pair in (*many, *short) if re.search(told, french(pair))]
    assert drawn
    assert [pair for pair in drawn if not re.search(wanted, english(pair))] == []


def test_a_time_that_opens_the_clause_closes_the_english_one(short: list[Pair]) -> None:
    found = [pair for pair in short if re.match("hier [^.]* .$", french(pair)) and not JOINT & set(pair.french)]
    assert len(found) > 10
    for pair in found:
        assert english(pair).endswith("yesterday .")
        assert (0, len(pair.english) - 2) in pair.links


def test_a_text_of_all_rules_at_once() -> None:
    pair = tied("ne/no les/object a/verb pas/no vus/verb", "did/verb not/no see/verb them/object")
    assert sorted(pair.links) == [(0, 1), (1, 3), (2, 0), (2, 2), (3, 1), (4, 0), (4, 2)]


# -------------------------------------------------------------------------------------------------------------- batches
SENTENCES = [(("a", "b", "a"), ("x",)), (("c",), ("y", "x", "z")), (("a", "c"), ("z", "z"))]


def test_pairs_are_padded_with_zeros() -> None:
    source, target = (vocabulary_of(side) for side in zip(*SENTENCES, strict=True))
    assert source.symbols[:4] == target.symbols[:4] == SPECIAL
    assert (SPECIAL.index("<PAD>"), SPECIAL.index("<SOS>"), SPECIAL.index("<EOS>")) == (
        seq2seq.PAD,
        seq2seq.SOS,
        seq2seq.EOS,
    )
    tokens, lengths, targets, ends = Pairs(SENTENCES, source, target).all()
    assert lengths.tolist() == [3, 1, 2]
    assert ends.tolist() == [1, 3, 2]
    assert [source.decode(row[:n]) for row, n in zip(tokens, lengths, strict=True)] == [
        list(pair[0]) for pair in SENTENCES
    ]
    assert [target.decode(row[:n]) for row, n in zip(targets, ends, strict=True)] == [
        list(pair[1]) for pair in SENTENCES
    ]
    assert tokens[1].tolist()[1:] == [0, 0]


def test_a_batch_has_sentences_of_about_one_length_and_is_no_wider(many: list[Pair]) -> None:
    sentences = [(pair.french, pair.english) for pair in many]
    source, target = (vocabulary_of(side) for side in zip(*sentences, strict=True))
    pairs_ = Pairs(sentences, source, target)
    known = {(str(source.encode(one).tolist()), str(target.encode(other).tolist())) for one, other in sentences}
    spreads = []
    for seed in range(20):
        tokens, lengths, targets, ends = pairs_.draw(16, torch.Generator().manual_seed(seed))
        spreads.append(int(lengths.max() - lengths.min()))
        assert (tokens.shape[1], targets.shape[1]) == (lengths.max(), ends.max())
        for one, n, other, m in zip(tokens, lengths, targets, ends, strict=True):
            assert (str(one[:n].tolist()), str(other[:m].tolist())) in known
    assert max(spreads) <= 6
    again = pairs_.draw(16, torch.Generator().manual_seed(19))
    assert torch.equal(again[0], tokens)


@pytest.mark.parametrize("wrong", [[], [(("a",), ("x",)), ((), ("x",))]])
def test_a_sentence_without_a_word_is_told(wrong: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
    source = vocabulary_of([["a"]])
    with pytest.raises(ValueError, match=f"There are {len(wrong)} sentences; wanted one at least, each with a word"):
        padded([pair[0] for pair in wrong], source)
