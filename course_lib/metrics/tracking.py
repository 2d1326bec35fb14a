"""What a unit of a network keeps in mind: features of a text, and the unit whose state goes along with one of them.

After Karpathy, Johnson and Fei-Fei (2016), who found units that are on inside quotes, or count the letters of a line.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

__all__ = ["Found", "features_of_c", "features_of_prose", "features_of_tunes", "correlations", "search"]

Feature = Float[np.ndarray, " time"]
"""One number for each character, of which it knows all up to the character itself."""


class Found(NamedTuple):
    """A feature, and the unit that follows it best."""

    feature: str
    unit: int
    correlation: float


def features_of_c(text: str) -> dict[str, Feature]:
    """Inside a comment, inside a string (0 or 1), depth of brackets, and the place in the line.

    >>> {name: values.astype(int).tolist() for name, values in features_of_c('f("a")/*b*/').items()}["string"]
    [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0]
    """
    names = ("comment", "string", "brackets", "place in the line")
    rows = []
    comment = string = False
    depth = place = 0
    before = ""
    for character in text:
        if comment:
            comment = not (before == "*" and character == "/")
        elif string:
            string = not ((character == '"' and before != "\\") or character == "\n")
        elif before == "/" and character == "*":
            comment = True
        elif character == '"' and before != "'":
            string = True
        else:
            depth = max(0, depth + (character in "([{") - (character in ")]}"))
        place = 0 if character == "\n" else place + 1
        rows.append((comment, string, depth, place))
        before = "" if (before, character) == ("/", "*") else character  # “/*/” opens a comment, and no more
    return dict(zip(names, np.array(rows, dtype=np.float64).T, strict=True))


def features_of_prose(text: str) -> dict[str, Feature]:
    """Letters since the word began, and letters since the sentence began."""
    return {
        "place in the word": _since(text, lambda character: not character.isalpha()),
        "place in the sentence": _since(text, lambda character: character in ".?!\n"),
    }


def features_of_tunes(text: str) -> dict[str, Feature]:
    """Characters since the bar began, and since the line began."""
    return {
        "place in the bar": _since(text, lambda character: character in "|\n"),
        "place in the line": _since(text, lambda character: character == "\n"),
    }


def _since(text: str, begins: Callable[[str], bool]) -> Feature:
    """How many characters ago something last began."""
    places, place = [], 0
    for character in text:
        place = 0 if begins(character) else place + 1
        places.append(place)
    return np.array(places, dtype=np.float64)


def correlations(states: Float[np.ndarray, "time units"], feature: Feature) -> Float[np.ndarray, " units"]:
    """The correlation (Pearson's) of each unit with a feature; 0 where one of both never changes.

    >>> correlations(np.array([[0.0, 1.0], [1.0, 1.0], [2.0, 1.0]]), np.array([1.0, 2.0, 3.0]))
    array([1., 0.])
    """
    states = states - states.mean(axis=0)
    feature = feature - feature.mean()
    lengths = np.sqrt((states**2).sum(axis=0) * (feature**2).sum())
    values = np.zeros(states.shape[1])
    np.divide(feature @ states, lengths, out=values, where=lengths > 1e-12)
    return values


def search(states: Float[np.ndarray, "time units"], features: Mapping[str, Feature]) -> list[Found]:
    """For each feature the unit with the largest correlation, of either sign; the best feature first."""
    found = []
    for name, feature in features.items():
        values = correlations(states, feature)
        unit = int(np.abs(values).argmax())
        found.append(Found(name, unit, float(values[unit])))
    return sorted(found, key=lambda one: -abs(one.correlation))
