"""A tune in ABC notation as sound: plucked strings, computed."""

import base64
import wave
from fractions import Fraction
from html import escape
from io import BytesIO

import numpy as np
from jaxtyping import Float

from course_lib.language import _
from course_lib.metrics.tunes import Note, notes, tempo

__all__ = ["RATE", "SECONDS", "audio", "sound"]

RATE = 8000
"""Samples in a second, of a byte each: 15 seconds are 120 kB, which a page can hold."""
SECONDS = 15.0
TEMPO = Fraction(150, 4)
"""Whole notes in a minute where a tune does not say: 150 quarters, 100 dotted ones."""
_SLOWEST, _FASTEST = Fraction(5), Fraction(150)
_PITCHES = range(21, 109)  # of a piano
_FADE = 0.5


def sound(abc: str, *, seconds: float = SECONDS) -> bytes | None:
    """The beginning of a tune as a WAV file, mono with 8 bits; None if there is no note in it to play.

    Notes are read by `course_lib.metrics.tunes.notes`; rests before the first are left out.
    """
    written = [note for note in notes(abc) if note.length > 0]
    while written and not _audible(written[0]):
        written.pop(0)
    if not written:
        return None
    speed = min(max(tempo(abc) or TEMPO, _SLOWEST), _FASTEST)
    samples = _played(written, 60 * RATE / speed, round(seconds * RATE))
    loudest = float(np.abs(samples).max(initial=0))
    return _wav(samples / loudest) if loudest > 0 else None


def audio(abc: str, label: str | None = None, *, seconds: float = SECONDS) -> str | None:
    """The beginning of a tune as an HTML element that plays it; `label` is what is read aloud of it."""
    wav = sound(abc, seconds=seconds)
    if wav is None:
        return None
    label = escape(_("Listen to the tune") if label is None else label)
    data = base64.b64encode(wav).decode("ascii")
    return (
        f'<audio controls preload="metadata" aria-label="{label}" style="max-width:100%"'
        f' src="data:audio/wav;base64,{data}"></audio>'
    )


def _audible(note: Note) -> bool:
    return any(pitch in _PITCHES for pitch in note.pitches)


def _played(written: list[Note], whole: Fraction, most: int) -> Float[np.ndarray, " time"]:
    """The notes one after the other, each a sum of tones; `whole` is the length of a whole note in samples."""
    first = written[0].start
    times = [
        (_sample(note.start - first, whole, most), _sample(note.start - first + note.length, whole, most))
        for note in written
    ]
    samples = np.zeros(times[-1][1])
    for note, (begin, end) in zip(written, times, strict=True):
        for pitch in note.pitches:
            if pitch in _PITCHES:
                samples[begin:end] += _tone(440 * 2 ** ((pitch - 69) / 12), end - begin)
    if len(samples) == most:  # it goes on
        fade = min(most, round(_FADE * RATE))
        samples[most - fade :] *= np.linspace(1, 0, fade)
    return samples


def _sample(time: Fraction, whole: Fraction, most: int) -> int:
    return round(min(time * whole, Fraction(most)))


def _tone(frequency: float, length: int) -> Float[np.ndarray, " time"]:
    """A string that is plucked: the higher a harmonic, the weaker it is and the sooner gone."""
    t = np.arange(length) / RATE
    tone = np.zeros(length)
    for k in range(1, 9):
        if k * frequency < 0.45 * RATE:
            tone += np.exp(-(1 + k) * t) * np.sin(2 * np.pi * k * frequency * t) / k
    edge = min(length // 2, round(0.008 * RATE))  # without a ramp it clicks
    ramp = np.ones(length)
    ramp[:edge] = np.linspace(0, 1, edge, endpoint=False)
    ramp[length - edge :] = ramp[:edge][::-1]
    return tone * ramp


def _wav(samples: Float[np.ndarray, " time"]) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(1)
        wav.setframerate(RATE)
        wav.writeframes((128 + np.round(120 * samples)).astype(np.uint8).tobytes())
    return file.getvalue()
