"""Trained weights, each with the card that says how they were made.

A checkpoint is two files in this folder: ``<name>.safetensors``, the weights in float16, and ``<name>.json``, its card:
the recipe with all its settings, the digest of the data, versions, minutes, what came out, and the records that the
book prints. An experiment that keeps no weights has a card alone.
"""

import datetime
import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from safetensors.torch import save as serialize
from torch import Tensor

from course_lib import files
from course_lib.language import _

__all__ = ["FOLDER", "card", "weights", "save", "record", "machine"]

FOLDER = Path(__file__).parent

Card = dict[str, Any]
Record = dict[str, Any]


def card(name: str, folder: Path = FOLDER) -> Card:
    """What is written down of a checkpoint.

    Raises:
        ValueError: there is no checkpoint of this name.
    """
    made: Card = json.loads(_file(name, folder, ".json").read_text(encoding="utf-8"))
    return made


def weights(name: str, folder: Path = FOLDER) -> dict[str, Tensor]:
    """The weights of a checkpoint in float32, by the names of the model's parameters.

    Raises:
        ValueError: there is no checkpoint of this name, or its card is all that it has.
    """
    return {key: value.float() for key, value in load_file(_file(name, folder, ".safetensors")).items()}


def _file(name: str, folder: Path, ending: str) -> Path:
    file = folder / f"{name}{ending}"
    if not file.is_file():
        names = ", ".join(sorted(other.stem for other in folder.glob(f"*{ending}")))
        sentence = _("There is no checkpoint {file} in {folder}; there are: {names}.")
        raise ValueError(sentence.format(file=file.name, folder=folder.name, names=names or "–"))
    return file


def save(name: str, card: Card, state: dict[str, Tensor] | None = None, folder: Path = FOLDER) -> None:
    """Write a card, and weights if there are any; both files or, should one fail, neither."""
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[Path, str | bytes] = {}
    if state is not None:
        halves = {key: value.detach().cpu().to(torch.float16).contiguous() for key, value in state.items()}
        contents[folder / f"{name}.safetensors"] = serialize(halves)
    contents[folder / f"{name}.json"] = json.dumps(card, ensure_ascii=False, indent=1) + "\n"
    files.replace_all(contents)


def record(
    name: str, value: float, unit: str, goal: str | None, seed: int, note: str | None = None, *, command: str
) -> Record:
    """One measured number. A goal is a comparison, "<= 1.2" or ">= 30"; a number that misses it keeps it.

    >>> made = record("lstm/speed", 1.31, "× torch.nn", "<= 1.2", seed=0, command="make bench")
    >>> made["value"], made["goal"], made["met"]
    (1.31, '<= 1.2', False)
    """
    value = float(f"{value:.4g}")
    wanted: Record = {}
    if goal is not None:
        relation, limit = goal.split()
        wanted = {"goal": goal, "met": {"<=": value <= float(limit), ">=": value >= float(limit)}[relation]}
    run = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "command": command,
        "seed": seed,
        "machine": machine(),
        "versions": {"python": platform.python_version(), "torch": version("torch")},
    }
    result: Record = {"name": name, "value": value, "unit": unit, **wanted}
    return result | ({"note": note} if note else {}) | {"run": run}


def machine() -> str:
    """The processor and the number of its cores, and nothing that names this one machine."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.processor() or platform.machine()
    threads = torch.get_num_threads()
    return f"{model}, {os.cpu_count()} cores, {threads} used"
