"""Which functions of torch an answer calls, noted while it runs.

This file is copied to where student code runs: it imports torch and nothing else. What it notes there is a hint for the
instructor, not a proof, since the code that it watches runs in the same process.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from torch import Tensor
from torch.overrides import TorchFunctionMode

_TENSOR_CLASSES = {Tensor, *Tensor.__mro__[:-1]}


class Traced(TorchFunctionMode):
    """Notes the name of every function of torch that is called in its block.

    Names are those that one would write: ``torch.lstm_cell`` (also for what ``nn.LSTMCell`` calls, and for
    ``torch._VF.lstm_cell``), ``torch.autograd.grad``, ``Tensor.backward``. Reading ``x.shape`` is no call. What a
    function of torch itself calls is not noted. It costs about five microseconds a call.

    >>> import torch
    >>> with Traced() as traced:
    ...     _ = torch.ones(2).tanh()
    >>> traced.called
    ('torch.ones', 'Tensor.tanh')
    """

    LIMIT = 500
    """Different names that are noted: torch has about a thousand, an answer calls some dozens."""

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[Any, str] = {}

    @property
    def called(self) -> tuple[str, ...]:
        """The names, each once, in the order of their first calls."""
        return tuple(dict.fromkeys(filter(None, self._names.values())))

    def __exit__(self, *error: object) -> None:
        # torch takes a mode off for the length of a call; a time limit that ends the call just then leaves it off
        with suppress(RuntimeError):
            super().__exit__(*error)  # type: ignore[no-untyped-call]

    def __torch_function__(
        self, func: Callable[..., Any], types: Iterable[type], args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if func not in self._names and len(self._names) < self.LIMIT:
            self._names[func] = _name(func)
        return func(*args, **(kwargs or {}))


def _name(func: Callable[..., Any]) -> str:
    """How one writes a function of torch; empty for what is no call, such as reading an attribute."""
    name, module = str(getattr(func, "__name__", "")), str(getattr(func, "__module__", None) or "")
    if module.startswith("torch._ops"):  # an operator: aten.lstm_cell, with or without its overload
        return ".".join(["torch", *str(func).split(".")[1:2]])
    if name == "__get__":
        return ""
    if getattr(func, "__objclass__", None) in _TENSOR_CLASSES or func is getattr(Tensor, name, None):
        return f"Tensor.{name}"
    return f"{module}.{name}"
