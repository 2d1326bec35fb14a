"""A tune in ABC notation as a picture: staff notation, engraved by verovio (https://www.verovio.org)."""

import json
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from html import escape
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO

from course_lib.language import _
from course_lib.metrics.tunes import bars, notes, notes_in_key
from course_lib.music.synthesis import audio

__all__ = ["MOST", "WIDTH", "described", "engrave", "engrave_all", "engraved", "figure"]

WIDTH = 21
"""The length of a line of music in heights of a staff; with 21 a staff on a phone is 15 pixels high."""
SECONDS = 10.0
"""A tune of one of the books takes a fiftieth of a second."""
PROGRAM = Path(__file__).with_name("engraver.py")
MOST = 5000
"""Characters of a tune that is engraved: five times the longest of the books."""
_STAFF = 72  # the height of a staff in verovio's units
_START = 60.0  # seconds until verovio is there, on a slow machine


# ------------------------------------------------------------------------------------------------------- the functions
def engrave(abc: str, width: int = WIDTH, *, label: str | None = None, seconds: float = SECONDS) -> str | None:
    """A tune as SVG; None if it has no key or no notes, is too long, or if verovio crashes or takes too long over it.

    The drawing has the colour of the text around it and is as wide as its place. It holds no identifiers and points
    nowhere, so that a page may hold it twice. `label` is what is read aloud in its place.

    Raises:
        ImportError: verovio is not installed.
    """
    (svg,) = engrave_all([abc], width, seconds=seconds)
    return svg if svg is None or label is None else _labelled(svg, label)


def engrave_all(tunes: Iterable[str], width: int = WIDTH, *, seconds: float = SECONDS) -> list[str | None]:
    """Tunes as `engrave` gives them, by one process, and by a new one after each crash.

    Raises:
        ImportError: verovio is not installed.
    """
    with _Engraver(seconds) as engraver:
        return [_engraved(engraver, abc, width) for abc in tunes]


def engraved(tunes: Iterable[str]) -> tuple[int, int]:
    """How many of the tunes can be engraved, and how many there are.

    Raises:
        ImportError: verovio is not installed.
    """
    drawn = engrave_all(tunes)
    return sum(svg is not None for svg in drawn), len(drawn)


def described(abc: str) -> str:
    """A tune in a sentence, for those who do not see its notes."""
    fields = dict(re.findall(r"(?m)^([MK]):(.*)$", abc))
    return _("A tune in staff notation. Metre: {metre}; key: {key}; bars: {bars}; notes: {notes}.").format(
        metre=fields.get("M", "").strip() or "–",
        key=fields.get("K", "").strip() or "–",
        bars=len(bars(abc)),
        notes=sum(len(note.pitches) for note in notes(abc)),
    )


def figure(abc: str, label: str | None = None, *, width: int = WIDTH) -> str:
    """A tune as HTML: its notes, and a button that plays it. One that cannot be engraved is shown as it is written.

    Raises:
        ImportError: verovio is not installed.
    """
    svg = engrave(abc, width, label=label)
    if svg is None:
        remark = _("It cannot be engraved.")
        svg = f"<pre>{escape(_visible(abc))}</pre><p>{escape(remark)}</p>"
    played = audio(abc)
    return f'<figure class="tune" style="margin:0 0 1rem">{svg}{f"<div>{played}</div>" if played else ""}</figure>'


def _visible(text: str) -> str:
    """Without characters that HTML does not allow."""
    return re.sub(r"[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", text)


def _engraved(engraver: "_Engraver", abc: str, width: int) -> str | None:
    if len(abc) > MOST or not re.search(r"(?m)^K:", abc) or notes_in_key(abc)[1] == 0:
        return None
    svg = engraver.svg(f"X:1\n{abc.strip()}\n", width * _STAFF)  # without a number it is no tune
    return None if svg is None else _cleaned(svg, described(abc))


# -------------------------------------------------------------------------------------------------------- the process
class _Engraver:
    """A process that engraves one tune after the other; it is started when needed, and again when it has died."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "_Engraver":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def svg(self, abc: str, width: int) -> str | None:
        """What verovio draws, or None."""
        if self._process is None:
            self._start()
        return self._answer(json.dumps([abc, width]), self._seconds)[0]

    def _start(self) -> None:
        command = [sys.executable, "-P", str(PROGRAM), str(math.ceil(self._seconds))]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, encoding="ascii"
        )
        reason, came = self._answer(None, _START)
        if reason is not None or not came:
            self._end()
            sentence = _("Tunes are engraved with verovio, which cannot be used here ({reason}). To get it: {command}")
            told = {"reason": reason or _("it does not start"), "command": 'pip install "recurrent-course[train]"'}
            raise ImportError(sentence.format(**told), name="verovio")

    def _answer(self, line: str | None, seconds: float) -> tuple[str | None, bool]:
        """What the process answers, and whether it did in time; if not, it is ended."""
        if self._process is None:
            return None, False
        timer = Timer(seconds, self._process.kill)
        timer.start()
        try:
            answer = _said(self._process, line)
        finally:
            timer.cancel()
            timer.join()
        if answer.endswith("\n"):
            svg: str | None = json.loads(answer)
            return svg, True
        self._end()
        return None, False

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            for stream in (self._process.stdin, self._process.stdout):
                _close(stream)
            self._process.wait()
            self._process = None


def _said(process: subprocess.Popen[str], line: str | None) -> str:
    into, out_of = process.stdin, process.stdout
    if into is None or out_of is None:
        return ""
    try:
        if line is not None:
            into.write(line + "\n")
            into.flush()
        return out_of.readline()
    except OSError:  # it is dead
        return ""


def _close(stream: IO[str] | None) -> None:
    try:
        if stream is not None:
            stream.close()
    except OSError:  # what was still to be written cannot be
        pass


# -------------------------------------------------------------------------------------------------------- the drawing
_SHAPES = {"path", "polygon", "polyline", "ellipse", "rect", "circle", "line"}
_ATTRIBUTES = (
    "transform", "d", "points", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "cx", "cy", "r", "rx", "ry",
    "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "fill-opacity", "text-anchor", "font-size",
)  # fmt: skip
_STYLES = {
    "ending": ' font-weight="bold"',
    "tempo": ' font-weight="bold"',
    "dir": ' font-style="italic"',
    "dynam": ' font-style="italic"',
    "note": ' class="tune-note"',
}
"""What becomes of verovio's classes; a page has its own idea of the class “note”."""
_LINES = re.compile(
    r'<path d="M[^"C]*" stroke-width="(?P<thickness>[\d.]+)"/>(?:<path d="M[^"C]*" stroke-width="(?P=thickness)"/>)+'
)
_HREF = "{http://www.w3.org/1999/xlink}href"
_STYLE = "display:block;width:100%;max-width:40rem;height:auto;overflow:visible"


def _cleaned(svg: str, label: str) -> str | None:
    """Of verovio's SVG only shapes and text; where it points to the shape of a sign, the shape itself."""
    try:
        root = ET.fromstring(svg)
        page = root.find("./{*}svg")
        if page is None:
            return None
        signs = {f"#{sign.get('id')}": sign[0].get("d", "") for sign in root.iterfind("./{*}defs/{*}g") if len(sign)}
        inner = "".join(_drawn(element, signs) for element in page)
    except (ET.ParseError, RecursionError):
        return None
    if ' class="tune-note"' not in inner:
        return None
    inner = _LINES.sub(_joined, inner)
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{escape(page.get("viewBox", ""))}" role="img"'
    paint = 'fill="currentColor" stroke="currentColor" stroke-width="0" font-family="serif"'
    return _labelled(f'{opening} aria-label="" {paint} style="{_STYLE}">{inner}</svg>', label)


def _joined(lines: re.Match[str]) -> str:
    """Lines of one thickness as one path: the five of a staff."""
    path = "".join(re.findall(r' d="([^"]*)"', lines[0]))
    return f'<path d="{path}" stroke-width="{lines["thickness"]}"/>'


def _labelled(svg: str, label: str) -> str:
    return re.sub(r'aria-label="[^"]*"', lambda _found: f'aria-label="{escape(label)}"', svg, count=1)


def _drawn(element: ET.Element, signs: dict[str, str]) -> str:
    kind = element.tag.rpartition("}")[2]
    classes = (element.get("class") or "").split()
    if "placeholder" in classes:
        return ""
    if kind == "use":  # signs are kept upside down
        sign = signs.get(element.get(_HREF) or element.get("href") or "", "")
        return (
            f'<path transform="{escape(element.get("transform", ""))} scale(1,-1)" d="{escape(sign)}"/>' if sign else ""
        )
    attributes = "".join(f' {name}="{escape(element.attrib[name])}"' for name in _ATTRIBUTES if name in element.attrib)
    if kind in _SHAPES:
        fill = ' fill="none"' if element.get("fill") == "none" else ""
        return f"<{kind}{attributes}{fill}/>"
    inner = "".join(_drawn(child, signs) + written_text(child.tail) for child in element)
    if kind in ("text", "tspan"):
        inner = written_text(element.text) + inner
        return f"<{kind}{attributes}>{inner}</{kind}>" if inner else ""
    if kind != "g" or not inner:
        return ""
    attributes += "".join(_STYLES.get(name, "") for name in classes)
    return f"<g{attributes}>{inner}</g>" if attributes else inner


def written_text(text: str | None) -> str:
    """Text without the signs that only a font of music has."""
    return escape(re.sub(r"[\ue000-\uf8ff]", "", text or "").strip("\n"))
