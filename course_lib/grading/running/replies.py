"""What a student's process may say: each answer is looked at before anything is done with it.

An answer of this form can be compared without an error, whatever it holds; whoever sends another one is refused.
"""

from dataclasses import fields

from torch import Tensor

from course_lib.grading.worker.protocol import NAME_CHARS, Description, Opaque, ProtocolError, Reply, Request, Value
from course_lib.grading.worker.tracing import Traced
from course_lib.language import _

SUBMISSION_BYTES = 48 << 20
"""Of all replies of a submission together, by ``weight``: the largest honest one has less than a tenth."""
_OBJECT_BYTES = 1000
"""Of one value, whatever it is: a tensor with its storage takes that."""


def expect_reply(value: Value, request: Request) -> Reply:
    """What a student's process says is a reply to this request: one in form, whatever it holds.

    Raises:
        ProtocolError: it is none.
    """
    if not isinstance(value, Reply):
        raise ProtocolError(_("what came is no reply"))
    calls = request.calls + len(request.then) if request.construct is None or request.calls else 0
    differentiates = request.cotangents is not None and calls > 0
    fits = (
        _is_plain((value.outputs, value.arguments, value.gradients))
        and isinstance(value.outputs, tuple)
        and len(value.outputs) == calls
        and _like(value.arguments, request.arguments if calls else ())
        and (_like(value.gradients, request.arguments, gradients=True) if differentiates else value.gradients is None)
        and (_are_parameters(value.parameters) if request.construct is not None else value.parameters is None)
        and _are_gradients(value.parameter_gradients, request, differentiates)
        and isinstance(value.attached, tuple)
        and all(isinstance(history, bool) for history in value.attached)
        and isinstance(value.called, tuple)
        and len(value.called) <= (Traced.LIMIT if request.trace else 0)
        and all(isinstance(name, str) and len(name) <= NAME_CHARS for name in value.called)
    )
    if not fits:
        raise ProtocolError(_("what came is no reply to what was asked"))
    return value


def expect_description(value: Value) -> Description:
    """What a student's process says is a description.

    Raises:
        ProtocolError: it is none, or longer than anybody's.
    """
    match value:
        case Description("missing" | "function" | "class" | "other", str(name), tuple(parameters)) if (
            len(name) <= NAME_CHARS
            and len(parameters) <= 50
            and all(isinstance(one, str) and len(one) <= NAME_CHARS for one in parameters)
        ):
            return value
    raise ProtocolError(_("what came is no description"))


def _is_plain(value: Value) -> bool:
    """Whether a value holds only what ``plain`` leaves in one."""
    match value:
        case tuple():
            return all(map(_is_plain, value))
        case dict():
            return all(map(_is_plain, value.values()))
        case Opaque(type_name=name):
            return isinstance(name, str) and len(name) <= NAME_CHARS
    return isinstance(value, Tensor | bool | int | float | str | None)


def _like(value: Value, sent: Value, gradients: bool = False) -> bool:
    """Whether what came back has a tensor wherever one was sent; of gradients, one of its shape and kind or none."""
    match sent:
        case Tensor() if gradients:
            return value is None or _is_gradient(value, sent)
        case Tensor():
            return isinstance(value, Tensor)
        case list() | tuple():
            if not isinstance(value, tuple) or len(value) != len(sent):
                return False
            return all(_like(*pair, gradients) for pair in zip(value, sent, strict=True))
        case dict():
            if not isinstance(value, dict) or value.keys() != sent.keys():
                return False
            return all(_like(value[key], sent[key], gradients) for key in sent)
    return not isinstance(value, Tensor | tuple | dict)


def _is_gradient(value: Value, of: Tensor) -> bool:
    return isinstance(value, Tensor) and value.shape == of.shape and value.is_floating_point()


def _are_parameters(value: Value) -> bool:
    return _are_named(value) and all(isinstance(one, Tensor) for one in value.values())


def _are_gradients(value: Value, request: Request, differentiates: bool) -> bool:
    """Of a module's parameters: those that it was given have their shape and kind."""
    if request.construct is None or not differentiates:
        return value is None
    given = request.parameters or {}
    return _are_named(value) and all(
        one is None or (_is_gradient(one, given[name]) if name in given else isinstance(one, Tensor))
        for name, one in value.items()
    )


def _are_named(value: Value) -> bool:
    return isinstance(value, dict) and all(len(name) <= NAME_CHARS for name in value)


def weight(value: Value) -> int:
    """About how many bytes a value takes."""
    match value:
        case Tensor():
            return _OBJECT_BYTES + value.nbytes
        case str():
            return _OBJECT_BYTES + 4 * len(value)
        case tuple() | list():
            return _OBJECT_BYTES + sum(map(weight, value))
        case dict():
            return _OBJECT_BYTES + sum(weight(key) + weight(item) for key, item in value.items())
        case Reply():
            return sum(weight(getattr(value, field.name)) for field in fields(value))
    return _OBJECT_BYTES
