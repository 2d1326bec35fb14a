"""Measures of text: each against a slow and plain computation of the same, or a case that is counted by hand."""

import math
import random
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from course_lib.metrics import c_source, copies, tracking, tunes, words, writing
from course_lib.metrics.compression import COMPRESSORS, LongestMatch, NGram, compressed_bits, ppmd
from course_lib.metrics.errors import edit_distance, error_rate


def letters(count: int, seed: int, symbols: str = "abc") -> str:
    """Text in which what comes depends on what was."""
    draw = random.Random(seed)
    text = "a"
    while len(text) < count:
        text += draw.choice(symbols + 3 * symbols[(symbols.index(text[-1]) + 1) % len(symbols)])
    return text


# --------------------------------------------------------------------------------------------------------- compression
def witten_bell(train: str, order: int, symbols: str, past: str, symbol: str) -> float:
    """The same probability, from its definition."""
    if order == 0:
        return 1 / (len(symbols) + 1)
    context = past[len(past) - (order - 1) :]
    followers = Counter(
        train[i + len(context)] for i in range(len(train) - len(context)) if train.startswith(context, i)
    )
    shorter = witten_bell(train, order - 1, symbols, past, symbol)
    if not followers:
        return shorter
    n, d = followers.total(), len(followers)
    return (followers[symbol] + d * shorter) / (n + d)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_probabilities_are_those_of_the_definition(order: int) -> None:
    train, text = letters(200, 1), letters(40, 2) + "b" * 5
    p = NGram(train, order, "abc").probabilities(text)
    for t, symbol in enumerate(text):
        assert p[t] == pytest.approx(witten_bell(train, min(order, t + 1), "abc", text[:t], symbol))


def test_probabilities_add_up_to_one() -> None:
    model = NGram(letters(300, 3), 3, "abc")
    for past in ("", "a", "ab", "ca", "bbb"):
        total = sum(model.probabilities(past + symbol)[-1] for symbol in "abc?")  # ? stands for all that was never seen
        assert total == pytest.approx(1)


def test_more_context_helps_where_there_is_something_to_learn() -> None:
    train, text = letters(20_000, 4), letters(2000, 5)
    one, two = (NGram(train, order, "abc").bits(text) for order in (1, 2))
    assert two < one - 0.05
    assert one <= math.log2(3) + 0.01
    with_itself = NGram(text, 8, "abc").bits(text)
    assert with_itself < two


def test_the_size_is_the_count_of_what_followed_what() -> None:
    assert NGram("abab", 2, "ab").size == 2 + 2
    assert NGram("aaaa", 3, "a").size == 3


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: NGram("abc", 0, "abc"), "order is 0; wanted at least 1, and less than 32 for 3 symbols"),
        (lambda: NGram("abc" * 30, 40, "abc"), "order is 40"),
        (lambda: NGram("ab", 3, "ab"), "has 2 characters; wanted at least 3"),
        (lambda: NGram("ab", 1, "ab").bits(""), "The text to measure is empty"),
        (lambda: compressed_bits(COMPRESSORS["xz -9e"], "a", ""), "The text to measure is empty"),
        (lambda: LongestMatch("abc", least=0), "least is 0; wanted a whole number of at least 1"),
    ],
)
def test_what_cannot_be_measured_is_told_in_a_sentence(make: object, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()  # type: ignore[operator]


@pytest.mark.parametrize("name", [*COMPRESSORS, "PPMd"])
def test_a_compressor_profits_from_what_it_has_seen(name: str) -> None:
    compress = COMPRESSORS[name] if name in COMPRESSORS else ppmd(order=16)
    text = "".join(random.Random(6).choices("abcdefghijklmnop", k=4000))
    apart = compressed_bits(compress, "", text)
    assert 3.9 < apart < 4.8  # 4 bits a symbol, and little more
    assert compressed_bits(compress, text, text) < 0.2 * apart


def test_ppmd_is_the_strong_one_on_text_with_contexts() -> None:
    train, text = letters(40_000, 7), letters(4000, 8)
    others = [compressed_bits(compress, train, text) for compress in COMPRESSORS.values()]
    assert compressed_bits(ppmd(order=4), train, text) < min(others)


# ------------------------------------------------------------------------------------------------- copying from the past
def longest_match(text: str, t: int, least: int) -> int:
    """How long the longest passage before t is that ended earlier, too."""
    lengths = (length for length in range(t, least - 1, -1) if text[t - length : t] in text[: t - 1])
    return next(lengths, 0)


def test_a_copy_is_right_where_the_longest_passage_was_followed_by_the_same() -> None:
    text = "the cat sat on the mat, the cat sat in the hat. " * 3
    copy = LongestMatch(text, least=3)
    certain = copy.mixed(np.full(len(text), 0.5), text)
    for t in range(len(text)):
        if longest_match(text, t, 3) == 0:
            assert certain[t] == 0.5, "there was nothing to copy"
    assert (certain[60:] > 0.5).mean() > 0.9


def test_the_weight_of_a_copy_is_how_often_such_a_copy_was_right() -> None:
    text = letters(5000, 9)
    copy = LongestMatch(text, least=4)
    assert copy.trust[0] == copy.trust[1] == copy.trust[3] == 0, "shorter passages are not looked for"
    assert ((copy.trust >= 0) & (copy.trust < 1)).all()
    assert 0.3 < copy.trust[4] < 0.8  # the next letter is the following one in half of all cases
    p = NGram(text, 3, "abc").probabilities(text)
    mixed = {symbol: copy.mixed(np.full(len(text), 1 / 3), text[:-1] + symbol)[-1] for symbol in "abc"}
    assert sum(mixed.values()) == pytest.approx(1)
    assert copy.mixed(p, text).min() > 0


def test_copying_helps_a_text_that_repeats_itself() -> None:
    passage = letters(600, 10)
    p = np.full(2400, 1 / 3)
    mixed = LongestMatch(passage * 3).mixed(p, passage * 4)
    assert -np.log2(mixed).mean() < 0.5 * math.log2(3)


# --------------------------------------------------------------------------------------------------------------- copies
def longest_by_trying(text: str, source: str) -> str:
    pieces = (text[start:end] for start in range(len(text)) for end in range(start + 1, len(text) + 1))
    return max((piece for piece in pieces if piece in source), key=len, default="")


@pytest.mark.parametrize("seed", range(20))
def test_the_longest_copy_is_the_one_that_trying_finds(seed: int) -> None:
    text, source = letters(40, seed, "abcd"), letters(90, seed + 100, "abcd")
    assert copies.longest_copy(text, source) == longest_by_trying(text, source)


def test_copies_at_the_edges() -> None:
    assert copies.longest_copy("abc", "xyz") == ""
    assert copies.longest_copy("", "xyz") == ""
    assert copies.longest_copy("xyz", "") == ""
    assert copies.longest_copy("same", "same") == "same"
    assert copies.longest_copy("naïve 𝄞 é", "a 𝄞 é b") == " 𝄞 é"


# ------------------------------------------------------------------------------------------------------------------- C
FILE = """// SPDX-License-Identifier: GPL-2.0
/*
 * What it does (and how).
 */
#include <linux/kernel.h>
#include "local.h"

#define TWICE(x) \\
\t(2 * (x))

static int limit = 3;

/* Not code: int hidden(int z) { return q; } */
static int sum(struct list *list, const char *name)
{
\tint i, total = 0;
\tstruct item *item;

#ifdef CONFIG_DEBUG
\tpr_debug("%s: (\\n", name);
#endif
\tfor (i = 0; i < limit; i++) {
\t\titem = get(list, i);
\t\tif (!item)
\t\t\tgoto out;
\t\ttotal += item->value[i] + lost;
\t}
out:
\treturn total;
}

int main(void)
{
\treturn sum(NULL, ')') + total;
}
"""


def test_brackets_that_close_the_last_one_opened() -> None:
    right, total = c_source.closing_brackets(FILE)
    assert (right, total) == (14, 14)
    assert c_source.closing_brackets("f(a]); }") == (1, 3)
    assert c_source.closing_brackets("((((") == (0, 0)
    assert c_source.closing_brackets('// )\n\'}\' "]\\")" /* } ) */ ()') == (1, 1)


def test_comments_that_are_closed() -> None:
    assert c_source.comments(FILE) == (2, 2)
    assert c_source.comments("int x;") == (0, 0)
    assert c_source.comments("/* a /* b */") == (1, 2)
    assert c_source.comments("*/ /* the end is cut") == (0, 0)


def test_keywords_among_the_words_of_the_code() -> None:
    assert c_source.keyword_share('if (a) return b; // while for\n"goto"') == (2, 4)
    assert "while" in c_source.KEYWORDS
    assert len(c_source.KEYWORDS) == 34


def test_names_that_were_declared_before_they_are_used() -> None:
    right, total = c_source.declared_first(FILE)
    # in sum: i, total, item, name, limit, list, lost; in main: total
    assert (right, total) == (6, 8)


@pytest.mark.parametrize(
    ("body", "right", "total"),
    [
        ("\tint a;\n\ta = 1;\n", 1, 1),
        ("\ta = 1;\n\tint a;\n", 0, 1),
        ("\treturn a;\n", 0, 1),
        ("\tunsigned long flags, *p = &flags;\n\tp++;\n", 2, 2),
        ("\tp->a.b = CONSTANT + call(p);\n", 1, 1),
        ("\tstruct page *page = p;\n", 2, 2),
        ("\tgoto out;\nout:\n\treturn;\n", 0, 0),
    ],
)
def test_names_of_one_function(body: str, right: int, total: int) -> None:
    assert c_source.declared_first(f"static int f(struct thing *p)\n{{\n{body}}}\n") == (right, total)


def test_how_a_file_begins() -> None:
    assert c_source.prologue(FILE) == ("licence", "includes", "macros", "code")
    assert c_source.in_order(c_source.prologue(FILE))
    assert c_source.prologue("#define A 1\n#include <a.h>\n") == ("macros", "includes")
    assert c_source.prologue("#ifdef A\n#include <a.h>\n#endif\n/* late */\nint x;") == ("includes", "code")
    assert c_source.prologue("") == ()
    assert not c_source.in_order(("includes", "code"))
    assert not c_source.in_order(("licence", "code", "includes"))
    with pytest.raises(ValueError, match="There is no kind poem; there are: licence, includes, macros, code"):
        c_source.in_order(("poem",))


# --------------------------------------------------------------------------------------------------------------- tunes
def lengths(music: str, head: str = "M:4/4\nL:1/8\nK:D\n") -> list[str]:
    return [str(bar.length) for bar in tunes.bars(head + music)]


@pytest.mark.parametrize(
    ("music", "wanted"),
    [
        ("ABcd efga|", ["1"]),
        ("A2B4 c/d/e//f//|", ["15/16"]),
        ("A3/2B/2 z2|", ["1/2"]),
        ("(3ABc (5ABcde|", ["1/2"]),
        ("(3:2:6ABcdef|", ["1/2"]),
        ("A>B c<d e>>f|", ["3/4"]),
        ("[Ace]2 [DF]/|", ["5/16"]),
        ('{gf}A !trill!B "Am"c ~d .e Hf|', ["3/4"]),
        ("A2|:B2:|c2||d2|]", ["1/4", "1/4", "1/4", "1/4"]),
        ("A2|1 B2:|2 c2|]", ["1/4", "1/4", "1/4"]),
        ("^A_B=c' d,,|", ["1/2"]),
        ("A2 % a comment | B2\nc2|", ["1/2"]),
        ("[K:G]A2 [M:3/4]B2|", ["1/2"]),
        ("", []),
        ("| | |", []),
    ],
)
def test_the_length_of_a_bar(music: str, wanted: list[str]) -> None:
    assert lengths(music) == wanted


def test_lengths_follow_the_fields() -> None:
    assert lengths("A2|", "M:2/4\nK:C\n") == ["1/8"]  # below 3/4 the unit is a sixteenth
    assert lengths("A2|", "M:6/8\nK:C\n") == ["1/4"]
    assert lengths("A2|", "M:2/4\nL:1/4\nK:C\n") == ["1/2"]
    assert lengths("(2AB|", "M:6/8\nL:1/8\nK:C\n") == ["3/8"]
    assert lengths("(5ABcde|", "M:9/8\nL:1/8\nK:C\n") == ["3/8"]
    assert tunes.metre("M:none\nK:C\n") is None
    assert tunes.metre("K:C\n") is None
    assert tunes.metre("M:12/8\n") == Fraction(3, 2)
    assert tunes.metre("M:0/8\n") is None


def test_short_bars_at_the_edges_of_a_part_are_not_judged() -> None:
    head = "M:2/4\nL:1/8\nK:D\n"
    assert tunes.full_bars(head + "d|ABcd|ABc:|d|ABcd|ABc|]") == (2, 2)
    assert tunes.full_bars(head + "ABcd|ABc|ABcd|ABcd|]") == (3, 4)  # inside, a short bar is a fault
    assert tunes.full_bars(head + "d|ABcd|ABcde:|") == (1, 2)  # a long one is a fault anywhere
    assert tunes.full_bars("K:D\nABc|") == (0, 0)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("C", ""), ("G", "F"), ("D", "FC"), ("A", "FCG"), ("F", "B"), ("Bb", "BE"), ("Am", ""), ("Em", "F"), ("Gm", "BE"),
        ("D mix", "F"), ("Ador", "F"), ("E minor", "F"), ("F# minor", "FCG"), ("C#", "FCGDAEB"), ("HP", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_letters_that_a_key_changes(key: str, wanted: str) -> None:
    assert "".join(tunes.accidentals_of(key)) == wanted


def test_notes_that_are_in_the_key() -> None:
    assert tunes.notes_in_key("M:4/4\nK:Gm\nGABc =B_e^F2|\n") == (5, 7)
    assert tunes.notes_in_key('M:4/4\nK:C\n"Am"A {g}B !f!c|1 d:|2 e|]') == (5, 5)
    assert tunes.notes_in_key("K:C\n") == (0, 0)


# --------------------------------------------------------------------------------------------------------------- words
def test_words_that_there_are() -> None:
    known = set(words.words("We don't know what we don't know."))
    assert known == {"we", "don't", "know", "what"}
    assert words.known_words("What we knew, we don't kno", known) == (4, 5)
    assert words.known_words("", known) == (0, 0)


# ------------------------------------------------------------------------------------------------- what was learned
def test_shares_are_counted_over_all_texts_together() -> None:
    shares = writing.of_tunes(["M:2/4\nL:1/8\nK:D\nA2 B2|A4|A3|A4|", "M:2/4\nL:1/8\nK:D\n^f=fge|"])
    assert shares == {
        "bars of the right length": {"share": 0.8, "of": 5},
        "notes in the key": {"share": pytest.approx(8 / 9), "of": 9},
    }
    assert writing.of_speeches(["", ""], "we")["known words"] == {"share": None, "of": 0}


def test_c_is_counted_and_only_beginnings_begin() -> None:
    code = "int f(int a)\n{\n\treturn a + b; /* x */\n}\n"
    shares = writing.of_c([code, code], ["// GPL\n#include <a.h>\nint x;\n", "int x;\n", code])
    assert shares["closing brackets that fit"] == {"share": 1.0, "of": 4}
    assert shares["comments that are closed"] == {"share": 1.0, "of": 2}
    assert shares["names declared before use"] == {"share": 0.5, "of": 4}
    assert shares["files that begin in order"]["of"] == 3
    assert shares["files that begin in order"]["share"] == pytest.approx(1 / 3)
    assert shares["files that begin with a licence"]["share"] == pytest.approx(1 / 3)


@pytest.mark.parametrize("length", range(1, 40))
def test_the_longest_copy_is_found_whatever_its_length(length: int) -> None:
    source = letters(300, 1)
    piece = source[17 : 17 + length]
    assert len(copies.longest_copy("Z" + piece + "Z", "#" + piece + "#")) == length
    assert copies.longest_copy(piece, piece) == piece


def test_no_copy_goes_from_one_text_into_the_next() -> None:
    assert writing.copied(["abc", "def"], "xabcdefx", "\0") == "abc"


# ------------------------------------------------------------------------------------------- what a unit keeps in mind
def test_features_of_c_know_where_they_are() -> None:
    text = 'if (a["\\"x"] /* "no" ( */ == \'"\') {\n\tf("\n);'
    features = {name: values.astype(int).tolist() for name, values in tracking.features_of_c(text).items()}
    marks = {name: "".join(str(value) if value < 10 else "+" for value in values) for name, values in features.items()}
    first_line = text.index("\n") + 1
    inside = range(text.index("/*") + 1, text.index("*/") + 1)  # from the star to the star
    assert marks["comment"] == "".join("1" if at in inside else "0" for at in range(len(text)))
    string = marks["string"]
    assert string[6:10] == "1111"
    assert string[text.index("]")] == "0"
    assert string[text.index("no")] == "0"  # in a comment
    assert string[text.index("{")] == "0"  # a quote between apostrophes opens nothing
    assert string[first_line + 3] == "1"
    assert string[-1] == "0"  # a string ends with its line
    assert marks["brackets"].startswith("00011222")
    assert features["brackets"][text.index("{")] == 1
    assert features["place in the line"][first_line - 1] == 0


def test_a_comment_that_opens_with_a_slash_behind_it_is_not_closed() -> None:
    assert tracking.features_of_c("/*/ a */ b")["comment"].tolist() == [0, 1, 1, 1, 1, 1, 1, 0, 0, 0]


def test_places_are_counted_from_where_things_begin() -> None:
    assert tracking.features_of_prose("ab c.")["place in the word"].tolist() == [1, 2, 0, 1, 0]
    assert tracking.features_of_prose("ab c. d")["place in the sentence"].tolist() == [1, 2, 3, 4, 0, 1, 2]
    assert tracking.features_of_tunes("A|BC\nd")["place in the bar"].tolist() == [1, 0, 1, 2, 0, 1]
    assert tracking.features_of_tunes("A|BC\nd")["place in the line"].tolist() == [1, 2, 3, 4, 0, 1]


def test_the_search_finds_the_unit_that_follows_a_feature_of_either_sign() -> None:
    draw = np.random.default_rng(0)
    feature, other = draw.normal(size=500), draw.normal(size=500)
    states = draw.normal(size=(500, 6))
    states[:, 4] = -3 * feature + 0.1 * states[:, 4]
    states[:, 2] = other + states[:, 2]
    states[:, 5] = 1.0
    found = tracking.search(states, {"other": other, "feature": feature, "nothing": np.zeros(500)})
    assert [(one.feature, one.unit) for one in found[:2]] == [("feature", 4), ("other", 2)]
    assert found[0].correlation == pytest.approx(-1, abs=0.01)
    assert found[2] == ("nothing", 0, 0)
    wanted = np.corrcoef(states[:, 2], other)[0, 1]
    assert tracking.correlations(states, other)[2] == pytest.approx(wanted)


# -------------------------------------------------------------------------------------------------------------- errors
def edits(one: str, other: str) -> int:
    """The same distance, by trying everything."""
    if not one or not other:
        return len(one) + len(other)
    if one[0] == other[0]:
        return edits(one[1:], other[1:])
    return 1 + min(edits(one[1:], other), edits(one, other[1:]), edits(one[1:], other[1:]))


def test_edit_distances_are_the_shortest_ways() -> None:
    draw = random.Random(0)
    texts = ["".join(draw.choice("abc") for _letter in range(draw.randrange(7))) for _text in range(60)]
    for one, other in zip(texts[::2], texts[1::2], strict=True):
        assert edit_distance(one, other) == edit_distance(other, one) == edits(one, other)
        assert edit_distance(one, one) == 0


def test_an_error_rate_counts_edits_for_each_symbol_that_was_wanted() -> None:
    assert error_rate(["abc", ""], ["abd", "xy"]) == 3 / 5
    assert error_rate(["aaaa"], ["b"]) == 4
    with pytest.raises(ValueError, match="There are 1 texts written and 2 wanted, of 2 symbols; wanted a pair of each"):
        error_rate(["a"], ["a", "b"])
    with pytest.raises(ValueError, match="There are 1 texts written and 1 wanted, of 0 symbols"):
        error_rate(["a"], [""])
