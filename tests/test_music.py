"""Tunes to be seen and to be heard: the pitches that are read, the picture of verovio, the sound."""

import base64
import importlib.util
import re
import subprocess
import sys
import time
import wave
import xml.etree.ElementTree as ET
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from course_lib import music
from course_lib.data import tunes as corpus
from course_lib.metrics import tunes
from course_lib.music import engraving, synthesis
from tests.conftest import needs

HEAD = "M:4/4\nL:1/4\nQ:1/4=60\n"
SCALE = HEAD + "K:C\nCDEF|GABc|]"
TUNE = "M:4/4\nL:1/8\nK:D\nABcd efga|f2d2 (3ABc d2:|"
IN_TIME = 5.0  # a decent tune takes a tenth of a second
"""Seconds for what has no end; starting the process comes on top."""


@pytest.fixture
def verovio() -> None:
    """The program that engraves."""
    if importlib.util.find_spec("verovio") is None:
        needs.missing("verovio", "pip install verovio")


# ------------------------------------------------------------------------------------------------------ what is read
def pitches(text: str, key: str = "C") -> list[int]:
    """Pitches of single notes; a rest is 0."""
    return [sum(note.pitches) for note in tunes.notes(f"M:4/4\nL:1/4\nK:{key}\n{text}")]


@pytest.mark.parametrize(
    ("key", "music", "wanted"),
    [
        ("C", "CDEF GABc", [60, 62, 64, 65, 67, 69, 71, 72]),
        ("C", "C,, C, C c c' c'' c,", [36, 48, 60, 72, 84, 96, 60]),
        ("D", "CFcf G", [61, 66, 73, 78, 67]),
        ("Gm", "BEeb", [70, 63, 75, 82]),
        ("Ador", "Ff", [66, 78]),
        ("C", "^C_D=E^^F__G", [61, 61, 64, 67, 65]),
        ("C", "^FFf|Ff", [66, 66, 78, 65, 77]),  # for its letter in all octaves, and to the bar line
        ("D", "=FF|F", [65, 65, 66]),
        ("C", "^F=FF", [66, 65, 65]),
        ("C", "^F-|FF", [66, 65]),  # a tie carries it over the bar line, and no farther
        ("C", "zAx", [0, 69, 0]),
        ("C", '{g}A !trill!B "Am"c', [69, 71, 72]),
        ("", "F", [65]),
    ],
)
def test_the_pitch_of_a_note(key: str, music: str, wanted: list[int]) -> None:
    assert pitches(music, key) == wanted


def test_a_chord_has_the_pitches_of_its_notes() -> None:
    (chord, note) = tunes.notes("M:4/4\nL:1/8\nK:D\n[Ac^e]2[f]|")
    assert chord == tunes.Note(Fraction(0), Fraction(1, 4), (69, 73, 77))
    assert note.pitches == (78,)


def test_notes_follow_one_another_as_the_bars_have_it() -> None:
    for document in corpus.documents()[::40]:
        notes = tunes.notes(document.text)
        assert sum(note.length for note in notes) == sum(bar.length for bar in tunes.bars(document.text))
        ends = [note.start + note.length for note in notes]
        assert [note.start for note in notes] == [Fraction(0), *ends[:-1]]


def test_lengths_of_notes() -> None:
    notes = tunes.notes("M:4/4\nL:1/8\nK:C\nA2 B/ c3/2 (3ABc d>e z4|")
    assert [str(note.length * 8) for note in notes] == ["2", "1/2", "3/2", "2/3", "2/3", "2/3", "3/2", "1/2", "4"]


def test_ties_join_notes_of_one_pitch() -> None:
    def lengths(text: str) -> list[int]:
        return [int(note.length * 4) for note in tunes.notes(f"M:4/4\nL:1/4\nK:C\n{text}")]

    assert lengths("A-A B") == [2, 1]
    assert lengths("A2-|A2-|A") == [5]
    assert lengths("A-B A A") == [1, 1, 1, 1]  # a slur in an old book, and a note again
    assert lengths("[Ac]-[Ac] [Ac]") == [2, 1]
    assert lengths("A-^A") == [1, 1]
    assert lengths("A- z A") == [1, 1, 1]


def test_the_tempo_of_a_tune() -> None:
    assert tunes.tempo('L:1/8\nQ:"Fast" 3/8=100\nK:C\n') == Fraction(75, 2)
    assert tunes.tempo("M:2/4\nQ:120\nK:C\n") == Fraction(120, 16)  # the unit of 2/4
    for text in ("Q:Allegro\nK:C\n", "Q:1/4=0\nK:C\n", "Q:0\nK:C\n", "K:C\n"):
        assert tunes.tempo(text) is None


@pytest.mark.parametrize(
    ("tune", "wanted"),
    [
        (TUNE, True),
        ("X:1\nT:A title\n" + TUNE, True),
        ("M:C|\nK:G\n.A~B uc (d2{ef}g) [Ace]2 !trill!f\\\ny G- G :|2 z2 |]", True),
        ("M:4/4\nL:1/8\nK:D\n", False),
        ("M:4/4\nL:1/8\nK:D\nz4|", False),
        ("L:1/8\nK:D\nABc|", False),
        ("M:4/4\nL:1/8\nABc|", False),
        ("M:4/4\nL:1/8\nK:\nABc|", False),
        ("K:D\nM:4/4\nABc|", False),  # the key is the last of the fields
        ("M:4/4\nK:D\nABc|\nM:3/4\nABc|", False),
        ("M:4/4\nK:D\n(ABc|", False),
        ("M:4/4\nK:D\nA)B(c|", False),
        ("M:4/4\nK:D\n[ABc|", False),
        ("M:4/4\nK:D\n[]A|", False),
        ("M:4/4\nK:D\n[A+c]|", False),
        ('M:4/4\nK:D\nA"Am|', False),
        ("M:4/4\nK:D\nA{gB|", False),
        ("M:4/4\nK:D\nA^|", False),
        ("M:4/4\nK:D\nA 4 B|", False),
        ("int main(void)\n{\n\treturn 0;\n}\n", False),
        ("", False),
    ],
)
def test_what_a_strict_reader_takes(tune: str, wanted: bool) -> None:
    assert tunes.parsed(tune) is wanted


def test_nearly_all_tunes_of_the_books_can_be_read() -> None:
    some = corpus.documents()[::5]
    assert 0.95 < np.mean([tunes.parsed(tune.text) for tune in some]) < 1  # the books have slurs that do not end


# ------------------------------------------------------------------------------------------------------------- sound
def heard(wav: bytes | None) -> np.ndarray:
    assert wav is not None
    with wave.open(BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 1, 8000)
        return np.frombuffer(file.readframes(file.getnframes()), np.uint8) / 128 - 1


def frequency(samples: np.ndarray) -> float:
    """The frequency that is strongest; a second of sound tells them apart by 1 Hz, and padding by less."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    return float(spectrum.argmax()) * 8000 / (8 * len(samples))


@pytest.mark.parametrize(
    ("music", "wanted"),
    [
        (SCALE, [261.63, 293.66, 329.63, 349.23, 392.00, 440.00, 493.88, 523.25]),
        (SCALE.replace("K:C", "K:D"), [277.18, 293.66, 329.63, 369.99, 392.00, 440.00, 493.88, 554.37]),
        (HEAD + "K:Bb\nBE=E_A|A", [466.16, 311.13, 329.63, 415.30, 440.00]),
    ],
)
def test_a_scale_sounds_as_it_should(music: str, wanted: list[float]) -> None:
    samples = heard(synthesis.sound(music))
    assert len(samples) == 8000 * len(wanted)
    found = [frequency(second) for second in samples.reshape(-1, 8000)]
    assert found == pytest.approx(wanted, abs=0.5)


def test_a_chord_sounds_with_all_its_notes() -> None:
    spectrum = np.abs(np.fft.rfft(heard(synthesis.sound(HEAD + "K:C\n[Ace]|"))))
    assert all(spectrum[hz - 1 : hz + 2].max() > 20 * np.median(spectrum) for hz in (440, 523, 659))


@pytest.mark.parametrize(
    ("tune", "seconds"),
    [
        (HEAD + "K:C\nA2-A/B/|", 3),
        (HEAD.replace("=60", "=120") + "K:C\nABcd|", 2),
        (HEAD.replace("L:1/4", "L:1/8") + "K:C\nABcd|", 2),
        (HEAD + "K:C\n(3ABc|", 2),
        (HEAD + "K:C\nA>B|", 2),
        (HEAD + "K:C\nz4|A z|", 2),  # rests before the first note are left out
        ("M:2/4\nL:1/4\nK:C\nABcde|", 2),  # 150 quarters in a minute if nothing is said
        (HEAD.replace("1/4=60", "1/9999=1") + "K:C\nA|", 3),  # no slower than that
    ],
)
def test_a_tune_lasts_as_long_as_its_notes(tune: str, seconds: float) -> None:
    assert len(heard(synthesis.sound(tune))) == pytest.approx(seconds * 8000, abs=2)


def test_a_rest_is_silent_and_a_note_dies_away() -> None:
    samples = heard(synthesis.sound(HEAD + "K:C\nAzA|"))
    note, rest, _again = samples.reshape(3, -1)
    assert np.abs(rest).max() < 0.01
    assert np.abs(note[:2000]).max() > 3 * np.abs(note[6000:]).max() > 0.01
    assert np.abs(samples).max() > 0.9


def test_notes_do_not_click() -> None:
    quick = heard(synthesis.sound(HEAD.replace("=60", "=600") + "K:C\nBc'_a|")).reshape(3, -1)
    assert np.abs(quick[:, [0, -1]]).max() < 0.1
    assert np.abs(quick[:, -100:]).max() > 0.3  # though they are still loud


def test_a_long_tune_is_cut_and_fades() -> None:
    wav = synthesis.sound(HEAD + "K:C\n" + "ABcd|" * 50)
    assert wav is not None
    assert len(wav) < 150_000
    samples = heard(wav)
    assert len(samples) == 15 * 8000
    assert np.abs(samples[-100:]).max() < 0.02
    assert len(heard(synthesis.sound(SCALE, seconds=2.0))) == 2 * 8000


@pytest.mark.parametrize(
    "tune", ["", "M:4/4\nK:D\n", HEAD + "K:C\nz4|", HEAD + "K:C\nA" + "'" * 3000 + "|", "\x00\udcff%"]
)
def test_where_no_note_is_nothing_sounds(tune: str) -> None:
    assert synthesis.sound(tune) is None
    assert synthesis.audio(tune) is None


def test_sound_in_a_page() -> None:
    html = synthesis.audio(SCALE, 'The scale of "C" & more')
    assert html is not None
    (element,) = ET.fromstring(f"<p>{html.replace(' controls ', ' ')}</p>")
    assert " controls " in html
    assert element.get("aria-label") == 'The scale of "C" & more'
    kind, _comma, data = (element.get("src") or "").partition(",")
    assert kind == "data:audio/wav;base64"
    assert base64.b64decode(data) == synthesis.sound(SCALE)


# ----------------------------------------------------------------------------------------------------------- picture
def graces(tune: str) -> int:
    return sum(len(re.findall("[A-Ga-g]", group)) for group in re.findall(r"\{[^}\n]*\}", tune))


def assert_safe(svg: str) -> None:
    """Nothing that runs, is fetched, is named twice, or has a colour or size of its own."""
    root = ET.fromstring(svg)
    allowed = {"svg", "g", "path", "polygon", "polyline", "ellipse", "rect", "text", "tspan"}
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= allowed
    names = {name.rpartition("}")[2] for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name in ("id", "href", "src", "color") or name.startswith("on")}
    values = [value for element in root.iter() for value in element.attrib.values()]
    assert not [value for value in values if re.search(r"url\(|http|javascript|data:|@font-face|#", value)]
    fills = {element.get(paint) for element in root.iter() for paint in ("fill", "stroke")}
    assert fills <= {None, "none", "currentColor"}
    assert root.get("fill") == "currentColor"
    assert (root.get("width"), root.get("height"), root.get("role")) == (None, None, "img")
    assert re.fullmatch(r"0 0 \d+ \d+", root.get("viewBox") or "")
    assert root.get("aria-label")


@pytest.mark.usefixtures("verovio")
def test_tunes_of_the_books_are_engraved_with_all_their_notes() -> None:
    some = [tune.text for tune in corpus.documents()[7::250]]
    assert len(some) >= 10
    for tune, svg in zip(some, music.engrave_all(some), strict=True):
        assert svg is not None
        assert_safe(svg)
        written = tunes.notes_in_key(tune)[1]  # tied notes are two in a picture
        assert svg.count('class="tune-note"') == written + graces(tune)


@pytest.mark.usefixtures("verovio")
def test_a_picture_is_the_same_each_time_and_reads_aloud() -> None:
    svg = music.engrave(TUNE)
    assert svg == music.engrave(f"X:7\n{TUNE}\n\n")
    label = ET.fromstring(svg or "").get("aria-label")
    assert label == "A tune in staff notation. Metre: 4/4; key: D; bars: 2; notes: 14."
    assert "<ellipse" not in (svg or "")  # with which verovio marks where lines and pages begin
    named = music.engrave(TUNE, label='A "tune" <b> \\1')
    assert ET.fromstring(named or "").get("aria-label") == 'A "tune" <b> \\1'


@pytest.mark.usefixtures("verovio")
def test_a_wider_picture_has_fewer_lines() -> None:
    def height(width: int) -> float:
        left, top, across, down = map(
            int, (ET.fromstring(music.engrave(TUNE * 1, width) or "").get("viewBox") or "").split()
        )
        assert (left, top, across) == (0, 0, width * 720)
        return down / 720

    assert height(12) > 1.8 * height(40)


@pytest.mark.usefixtures("verovio")
def test_words_in_a_tune_do_no_harm() -> None:
    evil = '<script>alert(1)</script>&<a href="http://x.y">'
    tune = f'T:{evil}\nC:{evil}\nM:4/4\nL:1/4\nQ:"<b>" 1/4=100\nK:D\n"x<i>"A"^&lt;"B!f!c!trill!d|\nw:<b>la &amp; </svg><script>\n'
    svg = music.engrave(tune, label=evil)
    assert svg is not None
    assert_safe(svg.replace("http", ""))  # of the label
    assert "<script" not in svg
    assert "x&lt;i&gt;" in svg  # the words are there, as words
    assert engraving.written_text("\ue1d5 = <90>\uf8ff") == " = &lt;90&gt;"  # without signs of a font that no page has


CRASHES = ('[Ace|(3AB{g|"x|!tr', "".join(map(chr, range(1, 256))))
ODD = {
    "empty": "",
    "no tune": "hello world this is a cabbage",
    "bytes": "\x00\x01\xff\udcff\ud800",
    "header": "M:4/4\nL:1/8\nK:D\n",
    "no key": "M:4/4\nL:1/8\nABcd|",
    "rests": HEAD + "K:D\nz4|z4|",
    "too long": HEAD + "K:D\n" + "ABcd|" * 1000,
    "slurs": HEAD + "K:D\n" + "(" * 10_000,
    "chords": HEAD + "K:D\nA" + "[" * 10_000,
    "graces": HEAD + "K:D\nA" + "{" * 60_000,
    "numbers": "M:"
    + "9" * 5000
    + "/8\nQ:"
    + "9" * 5000
    + "\nK:D\nA"
    + "9" * 5000
    + "/"
    + "9" * 5000
    + "(3:"
    + "9" * 5000,
}
STRANGE = {  # these may be engraved, if it ends
    "brackets": HEAD + f"K:D\n{CRASHES[0]}",
    "all letters": HEAD + f"K:D\n{CRASHES[1]}|",
    "ties": HEAD + "K:D\n" + "A-" * 2000 + "|",
    "fewer slurs": HEAD + "K:D\n" + "(" * 2000 + "A" + ")" * 2000 + "|",
    "fewer chords": HEAD + "K:D\nA" + "[" * 4000,
    "fewer graces": HEAD + "K:D\nA" + "{" * 4000,
    "tuplets": HEAD + "K:D\n" + "(3A" * 1500,
    "lengths": "M:9999/8\nL:1/9999\nK:D\nA" + "9" * 2000 + "B/" + "9" * 2000 + "|(9:" + "9" * 900,
    "nothing": "M:0/0\nL:1/0\nK:D\nA/0B0(0c|",
    "octaves": "K:C\nA" + "'" * 4000 + "|^^^^^^__A",
    "surrogates": HEAD + "K:D\nAB\udcff|",
}


@pytest.mark.usefixtures("verovio")
def test_odd_tunes_are_not_engraved() -> None:
    begin = time.process_time()
    assert music.engrave_all(ODD.values(), seconds=IN_TIME) == [None] * len(ODD)
    assert time.process_time() - begin < 50


@pytest.mark.usefixtures("verovio")
@pytest.mark.parametrize("name", STRANGE)
def test_strange_tunes_take_no_more_than_their_time(name: str) -> None:
    strange, after = music.engrave_all([STRANGE[name], TUNE], seconds=IN_TIME)
    assert after is not None
    if strange is not None:
        assert_safe(strange)


@pytest.mark.parametrize("name", [*ODD, *STRANGE])
def test_strange_tunes_are_measured_and_played_in_time(name: str) -> None:
    tune = {**ODD, **STRANGE}[name]
    begin = time.process_time()
    tunes.parsed(tune), tunes.full_bars(tune), tunes.notes_in_key(tune), tunes.tempo(tune)
    wav = synthesis.sound(tune)
    assert wav is None or len(wav) < 150_000
    assert engraving.described(tune)
    assert time.process_time() - begin < 50


@pytest.mark.usefixtures("verovio")
def test_how_many_are_engraved() -> None:
    assert music.engraved([TUNE, "", TUNE, ODD["header"]]) == (2, 4)
    assert music.engraved([]) == (0, 0)


# what the process does, by processes that do it on purpose
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    file = tmp_path / "program.py"
    file.write_text(
        f"import json, os, sys, time\nprint('null', flush=True)\nfor line in sys.stdin:\n    {body}\n", "utf-8"
    )
    monkeypatch.setattr(engraving, "PROGRAM", file)


DRAWN = '<svg xmlns=\\"http://www.w3.org/2000/svg\\"><svg viewBox=\\"0 0 9 9\\">{}</svg></svg>'


@pytest.mark.parametrize(
    "body",
    [
        "os.abort()",
        "os._exit(0)",
        "time.sleep(6000)",
        "print('\"<svg', end='', flush=True); os._exit(1)",
        "print('null', flush=True)",
        "print(json.dumps('<svg'), flush=True)",
        "print(json.dumps('<svg/>'), flush=True)",
        f'print(json.dumps("{DRAWN.format("")}"), flush=True)',
    ],
)
def test_a_crash_gives_no_picture(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, monkeypatch, body)
    assert music.engrave_all([TUNE, TUNE], seconds=1.0) == [None, None]


def test_after_a_crash_comes_a_new_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = DRAWN.format('<g class=\\"note\\"><path d=\\"M0 0\\"/></g>')
    program(tmp_path, monkeypatch, f'print(json.dumps("{note}"), flush=True) if "Bc" in line else os.abort()')
    found = music.engrave_all([SCALE, TUNE, TUNE, SCALE, TUNE])
    assert [svg is not None for svg in found] == [True, True, True, True, True]
    found = music.engrave_all([SCALE.replace("Bc", "cB"), TUNE, SCALE.replace("Bc", "cB"), TUNE])
    assert [svg is not None for svg in found] == [False, True, False, True]


def test_without_verovio_a_sentence_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "verovio.py").write_text("raise ImportError('there is none')\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ImportError, match=r"verovio.*there is none.*pip install \"recurrent-course\[train\]\""):
        music.engrave(TUNE)
    (tmp_path / "verovio.py").write_text("import os\nos._exit(3)\n", "utf-8")
    with pytest.raises(ImportError, match=r"it does not start"):
        music.engrave(TUNE)
    assert music.engrave("") is None


STAND_IN = """
LOG_OFF = 0
def enableLog(level): print("log", level)
class toolkit:
    def setOptions(self, options): print(options)
    def loadData(self, abc):
        self.pages = abc.count("|")
        return "zz" not in abc
    def getPageCount(self): return self.pages
    def renderToSVG(self, page):
        print("drawn")
        return '<svg xmlns="http://www.w3.org/2000/svg"><svg viewBox="0 0 9 9"><g class="note"><rect/></g></svg></svg>'
"""


def test_what_verovio_prints_is_no_picture_and_neither_is_half_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "verovio.py").write_text(STAND_IN, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = music.engrave_all(HEAD + "K:C\n" + text for text in ("A|", "A|A|", "A", "Azz|", "A|"))
    assert [svg is not None for svg in found] == [True, False, False, False, True]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to a limit of memory")
def test_the_process_has_a_limit_of_memory() -> None:
    code = "from course_lib.music.engraver import bound_resources; bound_resources(9); bytearray(2 << 30)"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert "MemoryError" in done.stderr


@pytest.mark.usefixtures("verovio")
def test_a_figure_in_a_page() -> None:
    html = music.figure(TUNE, "The tune")
    figure = ET.fromstring(html.replace(" controls ", " "))
    assert [child.tag.rpartition("}")[2] for child in figure] == ["svg", "div"]
    assert figure[0].get("aria-label") == "The tune"
    assert figure[1][0].tag == "audio"
    assert " id=" not in html  # so that it may stand on a page twice

    broken = music.figure("<i>K:\n\x00 & z1")
    figure = ET.fromstring(broken)
    assert [child.tag for child in figure] == ["pre", "p"]
    assert figure[0].text == "<i>K:\n� & z1"
    assert figure[1].text == "It cannot be engraved."
