"""What a network has learned of tunes in ABC notation: what can be read, bars that are full, notes that are in the key.

The notation: https://abcnotation.com/wiki/abc:standard:v2.1. What a tune may hold besides (grace notes, decorations,
chord symbols, words) is passed over, and so are fields in square brackets: the key is that of the head.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Bar", "Note", "bars", "notes", "metre", "tempo", "parsed", "full_bars", "notes_in_key", "accidentals_of"]

_FIELD = re.compile(r"^([A-Za-z]):(.*)$")
_PASSED_OVER = re.compile(
    r'"[^"\n]*"|\{[^{}\n]*\}|![^!\n]*!|%[^\n]*|\[[A-Za-z]:[^\[\]\n]*\]|[~.HLMOPSTuv](?=[A-Ga-gxz^_=\[(])'
)
_TOKEN = re.compile(
    r"(?P<bar>:*\|[\]|:]*(?:\s*\[?\d)?|::|:*\[\|\]?|\[\d)"
    r"|(?P<tuplet>\(\d(?::\d*){0,2})"
    r"|\[(?P<chord>[^\[\]\n|]*)\](?P<chord_length>\d*/*\d*)"
    r"|(?P<accidental>\^{1,2}|_{1,2}|=)?(?P<note>[A-Ga-gxz])(?P<octave>[,']*)(?P<length>\d*/*\d*)"
    r"|(?P<broken>[<>]+)"
    r"|(?P<tie>-)"
)
_HEAD = re.compile(r"(?P<accidental>\^{1,2}|_{1,2}|=)?(?P<note>[A-Ga-gxz])(?P<octave>[,']*)(?P<length>\d*/*\d*)-?")
"""A note inside a chord."""
_RATIO = re.compile(r"(\d{1,4})/(\d{1,4})")
_LONGEST = 4
"""Digits of a number. A network may write thousands, and Python reads no number so long."""
_DECORATIONS = re.compile(r"[\sH-Wh-w~.]*")
_MEANINGLESS = re.compile(r"[^\sH-Wh-wy~.()\\`]")
"""What may be left when notes and bars are taken away are decorations, slurs and space; this is none of them."""
_SHARPS = {
    key: sharps
    for sharps, key in enumerate(
        ("Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#"), start=-7
    )
}
_MODES = {
    "": 0,
    "maj": 0,
    "ion": 0,
    "m": -3,
    "min": -3,
    "aeo": -3,
    "mix": -1,
    "dor": -2,
    "phr": -4,
    "lyd": 1,
    "loc": -5,
}
_TUPLETS = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}
"""So many notes in the time of so many; of the others, two in a simple metre and three in a compound one."""


@dataclass(frozen=True)
class Bar:
    """One bar: its length in whole notes, and whether it lies at the edge of a part, where bars may be short."""

    length: Fraction
    edge: bool


@dataclass(frozen=True)
class Note:
    """A note, a chord or a rest: its begin and length in whole notes, its pitches as MIDI has them (60 is middle C)."""

    start: Fraction
    length: Fraction
    pitches: tuple[int, ...]


@dataclass
class _Written:
    """What is written as one note or chord, how long it is in whole notes, and whether it is tied to the next."""

    token: re.Match[str]
    length: Fraction
    tied: bool = False


def _fields(tune: str) -> tuple[dict[str, str], str]:
    """The fields of a tune (the last of each letter) and its music."""
    fields: dict[str, str] = {}
    music = []
    for line in tune.splitlines():
        if match := _FIELD.match(line):
            fields[match[1]] = match[2].partition("%")[0].strip()
        else:
            music.append(line)
    return fields, _PASSED_OVER.sub("", "\n".join(music))


def metre(tune: str) -> Fraction | None:
    """The length of a full bar in whole notes; None if there is none, or a free one.

    >>> metre("M:6/8\\nK:G\\n"), metre("M:C|\\nK:G\\n")
    (Fraction(3, 4), Fraction(1, 1))
    """
    name = _fields(tune)[0].get("M", "")
    if name in ("C", "C|"):
        return Fraction(1)
    match = _RATIO.fullmatch(name)
    return Fraction(int(match[1]), int(match[2])) if match and int(match[1]) and int(match[2]) else None


def _unit(fields: dict[str, str], full: Fraction | None) -> Fraction:
    match = _RATIO.fullmatch(fields.get("L", ""))
    if match and int(match[1]) and int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    return Fraction(1, 16) if full is not None and full < Fraction(3, 4) else Fraction(1, 8)


def tempo(tune: str) -> Fraction | None:
    """Whole notes in a minute, from the field Q; None if it does not say.

    >>> tempo("Q:1/4=120\\nK:G\\n"), tempo("L:1/8\\nQ:3/8 = 60\\nK:G\\n"), tempo("L:1/8\\nQ:200\\nK:G\\n")
    (Fraction(30, 1), Fraction(45, 2), Fraction(25, 1))
    """
    fields, _music = _fields(tune)
    text = re.sub(r'"[^"]*"', "", fields.get("Q", "")).strip()
    if match := re.fullmatch(r"(\d{1,4})/(\d{1,4})\s*=\s*(\d{1,4})", text):
        above, below, beats = map(int, match.groups())
        return Fraction(above * beats, below) if above and below and beats else None
    if re.fullmatch(r"\d{1,4}", text) and int(text):  # an old way: units in a minute
        return _unit(fields, metre(tune)) * int(text)
    return None


def _number(digits: str) -> int:
    return int(digits[:_LONGEST])


def _times(text: str) -> Fraction:
    """A length behind a note, as a factor: “3/2”, “/”, “2”."""
    numerator, slashes, denominator = re.fullmatch(r"(\d*)(/*)(\d*)", text).groups()  # type: ignore[union-attr]
    below = _number(denominator) if denominator else 2 ** len(slashes[:_LONGEST])
    return Fraction(_number(numerator or "1"), below or 1)


def _measures(tune: str) -> list[tuple[list[_Written], bool]]:
    """What is written between the bar lines, and whether the line behind it divides parts; the end of a tune does."""
    fields, music = _fields(tune)
    full = metre(tune)
    unit = _unit(fields, full)
    compound = full is not None and full.numerator % 3 == 0 and full > Fraction(3, 8)
    measures: list[tuple[list[_Written], bool]] = []
    written: list[_Written] = []
    left, factor, broken = 0, Fraction(1), 0
    for token in _TOKEN.finditer(music):
        if token["bar"] is not None:
            measures.append((written, token["bar"].strip() != "|"))
            written = []
        elif token["tuplet"] is not None:
            p, q, r = ([*(_number(part) if part else 0 for part in token["tuplet"][1:].split(":")), 0, 0])[:3]
            left = r or p
            factor = Fraction(q or _TUPLETS.get(p, 3 if compound else 2), p) if p else Fraction(1)
        elif token["broken"] is not None:
            broken = len(token["broken"][:_LONGEST]) * (1 if token["broken"][0] == ">" else -1)
            if written:
                written[-1].length *= _broken(broken)
        elif token["tie"] is not None:
            if written:
                written[-1].tied = True
        else:
            length = _length(token) * (factor if left else 1) * _broken(-broken)
            left, broken = max(0, left - 1), 0
            written.append(_Written(token, unit * length))
    return [*measures, (written, True)]


def bars(tune: str) -> list[Bar]:
    """The bars of a tune. Repeats, double bars and endings divide it into parts; each part has a first and a last bar.

    >>> [str(bar.length) for bar in bars("M:2/4\\nL:1/8\\nK:D\\nd|A2 (3Bcd|e>f g/f/e|d3|]")]
    ['1/8', '1/2', '1/2', '3/8']
    """
    lengths: list[Fraction] = []
    edges: list[bool] = []
    begins = True
    for written, divides in _measures(tune):
        if written:
            lengths.append(sum((one.length for one in written), Fraction(0)))
            edges.append(begins or divides)
            begins = divides
        elif edges and divides:
            edges[-1] = begins = True
    return [Bar(length, edge) for length, edge in zip(lengths, edges, strict=True)]


def notes(tune: str) -> list[Note]:
    """The notes and rests of a tune one after the other, each part once: repeats are not played.

    The key holds, and an accidental until the next bar line for its letter in all octaves, as the standard has it. Tied
    notes of one pitch are one note; of two pitches they are two, since old books tie where others slur.

    >>> [(str(note.length), note.pitches) for note in notes("M:2/4\\nL:1/8\\nK:D\\nfz =f[fa]|f2-|f2|]")]
    [('1/8', (78,)), ('1/8', ()), ('1/8', (77,)), ('1/8', (77, 81)), ('1/2', (78,))]
    """
    signature = accidentals_of(_fields(tune)[0].get("K", ""))
    played: list[Note] = []
    start = Fraction(0)
    tied: dict[str, int] = {}  # what a tie leads on from: letters with their octaves, and pitches
    for written, _divides in _measures(tune):
        accidentals = dict(signature)
        for one in written:
            sounding = {
                head["note"] + head["octave"]: _pitch(head, accidentals, tied)
                for head in ([one.token] if one.token["chord"] is None else _HEAD.finditer(one.token["chord"]))
                if head["note"] not in "xz"
            }
            pitches = tuple(dict.fromkeys(sounding.values()))
            if tied and pitches == tuple(dict.fromkeys(tied.values())):
                played[-1] = Note(played[-1].start, played[-1].length + one.length, pitches)
            else:
                played.append(Note(start, one.length, pitches))
            start += one.length
            tied = sounding if one.tied else {}
    return played


_SEMITONES = dict(zip("CDEFGAB", (0, 2, 4, 5, 7, 9, 11), strict=True))
_RAISED = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}


def _pitch(head: re.Match[str], accidentals: dict[str, str], tied: dict[str, int]) -> int:
    """The pitch of one note; an accidental before it is kept for the bar."""
    letter = head["note"].upper()
    if head["accidental"]:
        accidentals[letter] = head["accidental"]
    elif (name := head["note"] + head["octave"]) in tied:
        return tied[name]  # an accidental reaches over the bar line as far as its tie
    octave = head["note"].islower() + head["octave"].count("'") - head["octave"].count(",")
    return 60 + 12 * octave + _SEMITONES[letter] + _RAISED[accidentals.get(letter, "=")]


def _length(token: re.Match[str]) -> Fraction:
    if token["chord"] is None:
        return _times(token["length"])
    first = re.search(r"[A-Ga-gxz][,']*(\d*/*\d*)", token["chord"])
    return (_times(first[1]) if first else Fraction(0)) * _times(token["chord_length"])


def _broken(marks: int) -> Fraction:
    """The factor of a note beside > (positive) or < (negative): a>b is a dotted a and half a b."""
    if marks == 0:
        return Fraction(1)
    half = Fraction(1, 2 ** abs(marks))
    return 2 - half if marks > 0 else half


def parsed(tune: str) -> bool:
    """Whether a strict reader takes it for a tune.

    It has fields with a metre and, last of all, a key; then music with a note in it, where slurs, chords and quotes are
    closed and nothing stands that has no meaning.

    >>> parsed("M:2/4\\nL:1/8\\nK:D\\n(AB) [ce]d|"), parsed("M:2/4\\nK:D\\n(AB [ced|"), parsed("M:2/4\\nAB cd|")
    (True, False, False)
    """
    lines = [line for line in tune.splitlines() if line.strip()]
    head = [bool(_FIELD.match(line)) for line in lines]
    fields, music = _fields(tune)
    begins = sum(head)
    if not all(head[:begins]) or not begins or lines[begins - 1][0] != "K" or not fields["K"] or not fields.get("M"):
        return False
    chords = [token["chord"] for token in _TOKEN.finditer(music) if token["chord"] is not None]
    if any(not chord or not _DECORATIONS.fullmatch(_HEAD.sub("", chord)) for chord in chords):
        return False
    rest = _TOKEN.sub("", music)
    return notes_in_key(tune)[1] > 0 and not _MEANINGLESS.search(rest) and _closed(rest)


def _closed(music: str) -> bool:
    depth = 0
    for letter in music:
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            return False
    return depth == 0


def full_bars(tune: str) -> tuple[int, int]:
    """How many bars have the length of the metre, and how many are judged.

    At the edge of a part a shorter bar is not judged: pickups are short, and so are the bars that make up for them.

    >>> full_bars("M:2/4\\nL:1/8\\nK:D\\nd|A2 (3Bcd|e>f g/f/e|d3|]")
    (2, 2)
    """
    full = metre(tune)
    if full is None:
        return 0, 0
    judged = [bar.length for bar in bars(tune) if not (bar.edge and bar.length < full)]
    return sum(length == full for length in judged), len(judged)


def notes_in_key(tune: str) -> tuple[int, int]:
    """How many notes are in the key, and how many there are.

    A note without an accidental is; one with an accidental is if that is what the key says anyway.

    >>> notes_in_key("M:2/4\\nL:1/8\\nK:D\\n^f=fge|")
    (3, 4)
    """
    fields, music = _fields(tune)
    own = accidentals_of(fields.get("K", ""))
    right = total = 0
    for accidental, note in re.findall(r"(\^{1,2}|_{1,2}|=)?([A-Ga-g])", _BAR_ENDINGS.sub("|", music)):
        total += 1
        right += not accidental or accidental == own.get(note.upper(), "=")
    return right, total


_BAR_ENDINGS = re.compile(r"\|\s*\[?\d")


def accidentals_of(key: str) -> dict[str, str]:
    """The letters that a key raises (^) or lowers (_); none, if the key is not to be read.

    >>> accidentals_of("D"), accidentals_of("Gm"), accidentals_of("A mix")
    ({'F': '^', 'C': '^'}, {'B': '_', 'E': '_'}, {'F': '^', 'C': '^'})
    """
    match = re.match(r"([A-G][#b]?)\s*([A-Za-z]*)", key)
    if not match or match[1] not in _SHARPS:
        return {}
    mode = match[2].lower()
    count = _SHARPS[match[1]] + _MODES.get("m" if mode == "m" else mode[:3], 0)
    if count >= 0:
        return dict.fromkeys("FCGDAEB"[:count], "^")
    return dict.fromkeys("BEADGCF"[:-count], "_")
