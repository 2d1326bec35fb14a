"""Quoted texts: nothing of them is lost, nothing becomes markup, and no figure needs its colours."""

import re
import xml.etree.ElementTree as ET

import pytest

from course_lib.figures import texts


def parsed(quotation: texts.Quotation) -> ET.Element:
    return ET.fromstring(quotation._repr_html_())


def test_prose_is_one_paragraph_in_its_language() -> None:
    figure = parsed(texts.sample("my fellow\n americans,  <unk>", title="At the <end>", language="en"))
    caption, quote = figure
    assert (figure.tag, figure.attrib) == ("figure", {"class": "sample"})
    assert (caption.tag, caption.text) == ("figcaption", "At the <end>")
    assert (quote.tag, quote.attrib) == ("blockquote", {"lang": "en"})
    assert "".join(quote.itertext()) == "my fellow americans, <unk>"


def test_code_keeps_its_lines() -> None:
    code = 'int main()\n{\n\tif (a < b && c)\n\t\tputs("&lt;");\n}\n'
    _caption, pre = parsed(texts.sample(code, title="C", code=True))
    assert (pre.tag, pre.text) == ("pre", code)


def test_what_cannot_be_printed_is_a_dot() -> None:
    _caption, pre = parsed(texts.sample("a\x03b\x00", title="end", code=True))
    assert pre.text == "a·b·"


@pytest.mark.parametrize("age", range(texts.AGES))
def test_the_age_of_a_network_is_marked(age: int) -> None:
    assert parsed(texts.sample("a", title="t", age=age)).attrib["data-age"] == str(age)


@pytest.mark.parametrize("age", [-1, texts.AGES])
def test_an_age_that_no_network_has_is_named(age: int) -> None:
    with pytest.raises(ValueError, match=rf"The age is {age}; wanted a number from 0, before training, to 2"):
        texts.sample("a", title="t", age=age)


def test_translations_are_quoted_in_their_languages_and_wrong_words_struck_out() -> None:
    figure = parsed(
        texts.translations("<2 words>", ("fr", "un chat"), ("en", "a <cat>"), ("en", "the  cat"), right="01")
    )
    caption, quote = figure
    assert caption.text == "<2 words>"
    assert [line.attrib["lang"] for line in quote] == ["fr", "en", "en"]
    assert ["".join(line.itertext()) for line in quote] == ["un chat", "a <cat>", "the cat"]
    assert [node.text for node in quote.iter("del")] == ["the"]


def test_translations_name_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="There is no text to quote"):
        texts.translations("nothing")
    with pytest.raises(ValueError, match="The last text has 2 words, and 3 are marked; wanted one mark for each word"):
        texts.translations("t", ("fr", "un"), ("en", "a cat"), right="111")


def test_a_unit_over_a_text_has_one_node_for_each_run_of_a_colour() -> None:
    text, values = "ab<\tcde\n.", [0.9, 1.0, 0.1, -0.1, -0.4, -0.3, -0.9, 0.3, 0.6]
    frame = parsed(texts.unit_over_text(text, values))
    (pre,) = frame
    assert "".join(pre.itertext()) == text
    runs = [(node.tag, node.attrib["data-level"], node.text) for node in pre]
    assert runs == [("u", "3", "ab"), ("span", "-1", "cd"), ("span", "-3", "e"), ("span", "1", "\n"), ("u", "2", ".")]
    assert pre[0].tail == "<\t"  # near zero: no colour


def test_only_high_values_are_underlined() -> None:
    values = [k / 50 for k in range(-50, 51)]
    (pre,) = parsed(texts.unit_over_text("x" * len(values), values))
    underlined = "".join(node.text or "" for node in pre if node.tag == "u")
    assert len(underlined) == sum(value >= 0.5 for value in values)


def test_a_unit_over_a_text_names_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="There are 3 characters and 2 values; wanted one value for each character"):
        texts.unit_over_text("abc", [0.0, 0.0])
    with pytest.raises(ValueError, match="There are 0 characters"):
        texts.unit_over_text("", [])
    with pytest.raises(ValueError, match=r"The values go from 0 to 1\.5; wanted numbers from -1 to 1"):
        texts.unit_over_text("ab", [0.0, 1.5])
    with pytest.raises(ValueError, match="wanted numbers from -1 to 1"):
        texts.unit_over_text("ab", [0.0, float("nan")])


def test_a_restored_mark_is_right_wrong_or_missing() -> None:
    words = ["we", "won", "last", "march", "who", "<unk>"]
    predicted, true = ["", ".", ",", ",", "", ""], ["", ".", "", ".", ",", ""]
    figure = parsed(texts.restored(words, predicted, true, title="forward"))
    (paragraph,) = figure[1]
    assert "".join(paragraph.itertext()) == "we won. Last, march,. who, <unk>"
    marks = [(node.tag, node.text) for node in paragraph]
    assert marks == [("b", "."), ("del", ","), ("del", ","), ("ins", "."), ("ins", ",")]


def test_a_restored_text_has_marks_for_every_word() -> None:
    with pytest.raises(ValueError, match="There are 2 words, 1 predicted marks and 2 true ones; wanted as many"):
        texts.restored(["a", "b"], [""], ["", ""], title="t")


def test_spaces_can_be_seen() -> None:
    shown = texts.visible_spaces(" \\\n\t\tx")
    assert shown == "␣\\↵\n→→x"
    assert not re.search(r"[ \t]", shown)
