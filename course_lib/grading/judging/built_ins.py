"""The names of torch's functions that do a whole exercise, and which of them a dotted name means."""

import sys
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from types import ModuleType
from typing import Any

LSTM = ("torch.lstm_cell", "torch.lstm", "torch.nn.LSTMCell", "torch.nn.LSTM", "torch.quantized_lstm*")
"""Built-ins that are an LSTM."""

AUTOGRAD = (
    "torch.autograd.grad",
    "torch.autograd.backward",
    "Tensor.backward",
    "torch.autograd.functional.*",
    "torch.autograd.forward_ad.make_dual",
    "torch._make_dual",
    "torch.func.vjp",
    "torch.func.jvp",
    "torch.func.grad",
    "torch.func.grad_and_value",
    "torch.func.jacrev",
    "torch.func.jacfwd",
    "torch.func.hessian",
    "torch.func.linearize",
    "_EngineBase.run_backward",
    "torch.autograd.graph._engine_run_backward",
)
"""Built-ins that differentiate. Writing an own ``torch.autograd.Function`` is none of them."""

_SIDE_DOORS = (
    ("torch._VF.", "torch."),
    ("torch._C._VariableFunctions.", "torch."),
    ("torch.ops.aten.", "torch."),
    ("functorch.", "torch.func."),
    ("torch.Tensor.", "Tensor."),
    ("torch._tensor.Tensor.", "Tensor."),
    ("torch.autograd.Variable.", "Tensor."),
)


def which_built_in(path: str, built_ins: Sequence[str]) -> str | None:
    """Which built-in a dotted name is, or lies in, as a person would write it; None if it is none."""
    path = _public(path)
    parts = path.split(".")
    for end in range(2, min(len(parts), 10) + 1):
        beginning = ".".join(parts[:end])
        for built_in in built_ins:
            if _same(beginning, built_in):
                return built_in
            if "*" in built_in and fnmatchcase(beginning, built_in):
                return beginning
    return None


def _public(path: str) -> str:
    """A name of torch without the side doors that lead to the same functions."""
    for door, public in _SIDE_DOORS:
        if path.startswith(door):
            return public + path.removeprefix(door)
    return path


def _same(path: str, built_in: str) -> bool:
    """Whether two names are one object: ``torch.nn.modules.rnn.LSTM`` and ``torch.nn.LSTM``."""
    if path == built_in:
        return True
    one = object_called(path)
    return one is not None and one is object_called(built_in)


@lru_cache(maxsize=4096)
def object_called(path: str) -> Any:
    """The function or class of torch that a name means; None if it is none. Nothing is imported, nothing is run."""
    if not path.startswith("torch."):
        return None
    found: Any = sys.modules.get("torch")
    for end, part in enumerate(path.split(".")[1:], start=2):
        if not isinstance(found, ModuleType):
            return None
        module = sys.modules.get(".".join(path.split(".")[:end]))
        found = vars(found).get(part, module)
    return found if callable(found) else None
