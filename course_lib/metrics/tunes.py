"""What a network has learned of tunes in ABC notation: bars that are full, notes that are in the key.

The notation: https://abcnotation.com/wiki/abc:standard:v2.1. What a tune may hold besides (grace notes, decorations,
chord symbols, words) is passed over.
"""

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Bar", "bars", "metre", "full_bars", "notes_in_key"]

_FIELD = re.compile(r"^([A-Za-z]):(.*)$")
_PASSED_OVER = re.compile(
    r'"[^"\n]*"|\{[^}\n]*\}|![^!\n]*!|%[^\n]*|\[[A-Za-z]:[^\]\n]*\]|[~.HLMOPSTuv](?=[A-Ga-gxz^_=\[(])'
)
_TOKEN = re.compile(
    r"(?P<bar>:*\|[\]|:]*(?:\s*\[?\d)?|::|\[\||\[\d)"
    r"|(?P<tuplet>\(\d(?::\d*){0,2})"
    r"|\[(?P<chord>[^\]\n|]*)\](?P<chord_length>\d*/*\d*)"
    r"|(?P<accidental>\^{1,2}|_{1,2}|=)?(?P<note>[A-Ga-gxz])(?P<octave>[,']*)(?P<length>\d*/*\d*)"
    r"|(?P<broken>[<>]+)"
)
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
    match = re.fullmatch(r"(\d+)/(\d+)", name)
    return Fraction(int(match[1]), int(match[2])) if match and int(match[1]) and int(match[2]) else None


def _unit(fields: dict[str, str], full: Fraction | None) -> Fraction:
    match = re.fullmatch(r"(\d+)/(\d+)", fields.get("L", ""))
    if match and int(match[1]) and int(match[2]):
        return Fraction(int(match[1]), int(match[2]))
    return Fraction(1, 16) if full is not None and full < Fraction(3, 4) else Fraction(1, 8)


def _times(text: str) -> Fraction:
    """A length behind a note, as a factor: “3/2”, “/”, “2”."""
    numerator, slashes, denominator = re.fullmatch(r"(\d*)(/*)(\d*)", text).groups()  # type: ignore[union-attr]
    below = int(denominator) if denominator else 2 ** len(slashes)
    return Fraction(int(numerator or 1), below or 1)


def bars(tune: str) -> list[Bar]:
    """The bars of a tune. Repeats, double bars and endings divide it into parts; each part has a first and a last bar.

    >>> [str(bar.length) for bar in bars("M:2/4\\nL:1/8\\nK:D\\nd|A2 (3Bcd|e>f g/f/e|d3|]")]
    ['1/8', '1/2', '1/2', '3/8']
    """
    fields, music = _fields(tune)
    full = metre(tune)
    unit = _unit(fields, full)
    compound = full is not None and full.numerator % 3 == 0 and full > Fraction(3, 8)
    lengths: list[Fraction] = []
    edges: list[bool] = []
    notes: list[Fraction] = []
    left, factor, broken = 0, Fraction(1), 0
    begins = True
    for token in _TOKEN.finditer(music):
        if token["bar"] is not None:
            divides = token["bar"].strip() != "|"
            if notes:
                lengths.append(unit * sum(notes, Fraction(0)))
                edges.append(begins or divides)
                begins = divides
            elif edges and divides:
                edges[-1] = begins = True
            notes = []
        elif token["tuplet"] is not None:
            p, q, r = ([*(int(part) if part else 0 for part in token["tuplet"][1:].split(":")), 0, 0])[:3]
            left = r or p
            factor = Fraction(q or _TUPLETS.get(p, 3 if compound else 2), p) if p else Fraction(1)
        elif token["broken"] is not None:
            broken = len(token["broken"]) * (1 if token["broken"][0] == ">" else -1)
            if notes:
                notes[-1] *= _broken(broken)
        else:
            length = _length(token) * (factor if left else 1) * _broken(-broken)
            left, broken = max(0, left - 1), 0
            notes.append(length)
    if notes:
        lengths.append(unit * sum(notes, Fraction(0)))
        edges.append(True)
    elif edges:
        edges[-1] = True
    return [Bar(length, edge) for length, edge in zip(lengths, edges, strict=True)]


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
    own = _accidentals(fields.get("K", ""))
    right = total = 0
    for accidental, note in re.findall(r"(\^{1,2}|_{1,2}|=)?([A-Ga-g])", _BAR_ENDINGS.sub("|", music)):
        total += 1
        right += not accidental or accidental == own.get(note.upper(), "=")
    return right, total


_BAR_ENDINGS = re.compile(r"\|\s*\[?\d")


def _accidentals(key: str) -> dict[str, str]:
    """The letters that a key raises (^) or lowers (_); none, if the key is not to be read.

    >>> _accidentals("D"), _accidentals("Gm"), _accidentals("A mix")
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
