"""The chapters, in the order of the lecture. Every list of chapters asks here; a test adds a twelfth one."""

from importlib.util import find_spec

__all__ = ["CHAPTERS", "written"]

CHAPTERS = (
    "recurrent",
    "lstm",
    "stacked",
    "generative",
    "seq2seq",
    "attention",
    "translation",
    "captioning",
    "video",
    "speech",
    "libraries",
)
"""The slug of a chapter is the name of all that belongs to it."""


def written() -> list[str]:
    """The chapters whose module is there; the others are still to come.

    >>> written()[:2]
    ['recurrent', 'lstm']
    """
    return [slug for slug in CHAPTERS if find_spec(f"course_lib.{slug}")]
