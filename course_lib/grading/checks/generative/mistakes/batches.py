"""Known wrong answers to `next_character_batches`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Pairs = list[tuple[Tensor, Tensor]]


def _rows(text: Tensor, batch: int) -> Tensor:
    row = len(text) // batch
    return text[: batch * row].view(batch, row)


def _starts(row: int, time: int) -> range:
    return range(0, row - time, time)


def _target(rows: Tensor, start: int, time: int) -> Tensor:
    return rows[:, start + 1 : start + time + 1]


def _right(
    text: Tensor,
    batch: int,
    time: int,
    *,
    cut: Callable[[Tensor, int], Tensor] = _rows,
    begin: Callable[[int, int], range] = _starts,
    target: Callable[[Tensor, int, int], Tensor] = _target,
) -> Pairs:
    """Batches with places at which they can go wrong."""
    rows = cut(text, batch)
    return [(rows[:, start : start + time], target(rows, start, time)) for start in begin(rows.shape[1], time)]


def _with(**changed: Any) -> Callable[..., Pairs]:
    return lambda *arguments: _right(*arguments, **changed)


def _after(change: Callable[[Pairs], Any]) -> Callable[..., Any]:
    """The right batches, and then something is done to them."""
    return lambda *arguments: change(_right(*arguments))


def _before(rows: Tensor, start: int, time: int) -> Tensor:
    return torch.cat([rows[:, -1:], rows], 1)[:, start : start + time]


def _before_in_the_piece(rows: Tensor, start: int, time: int) -> Tensor:
    return rows[:, start : start + time].roll(1, 1)


def _interleaved(text: Tensor, batch: int) -> Tensor:
    row = len(text) // batch
    return text[: batch * row].view(row, batch).T


def _one_short(text: Tensor, batch: int) -> Tensor:
    return _rows(text[:-1], batch)


def _one_short_with_targets(text: Tensor, batch: int, time: int) -> Pairs:
    """Inputs and targets are two texts, one of which begins a character later, and both are cut into rows."""
    row = (len(text) - 1) // batch
    x, y = (part[: batch * row].view(batch, row) for part in (text[:-1], text[1:]))
    return [(x[:, start : start + time], y[:, start : start + time]) for start in range(0, row - time + 1, time)]


def _targets_of_next_rows(text: Tensor, batch: int, time: int) -> Pairs:
    """The text is shifted before it is cut into rows, so that the last character of a row has a target."""
    x, y = _rows(text, batch), _rows(text.roll(-1), batch)
    return [(x[:, start : start + time], y[:, start : start + time]) for start in range(0, x.shape[1] - time + 1, time)]


def _short_at_the_end(row: int, time: int) -> range:
    return range(0, row - 1, time)


def _short_pairs(text: Tensor, batch: int, time: int) -> Pairs:
    """A last batch with fewer targets, and as many inputs."""
    rows = _rows(text, batch)
    return [
        (rows[:, start : min(start + time, rows.shape[1] - 1)], _target(rows, start, time))
        for start in _short_at_the_end(rows.shape[1], time)
    ]


def _from_the_end(text: Tensor, batch: int) -> Tensor:
    row = len(text) // batch
    return text[len(text) - batch * row :].view(batch, row)


def _apart(pairs: Pairs) -> Any:
    return [x for x, _y in pairs], [y for _x, y in pairs]


def _stacked(pairs: Pairs) -> Any:
    return tuple(torch.stack(parts) for parts in _apart(pairs))


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    bank.known(
        "same_character",
        _after(lambda pairs: [(x, x) for x, _y in pairs]),
        _("your target is the input itself; the target of a character is the one after it"),
    )
    bank.known(
        "previous_character",
        _with(target=_before),
        _("your target is the character before; it is the one after (or you return target and input exchanged)"),
        _with(target=_before_in_the_piece),
        _after(lambda pairs: [(y, x) for x, y in pairs]),
    )
    bank.known(
        "wrapped",
        _with(target=lambda rows, start, time: rows[:, start : start + time].roll(-1, 1)),
        _("the last target of a batch is taken from the batch's own beginning; it is the next character of the row"),
    )

    @bank.mistake(
        _("each batch is a block of its own, cut into rows; cut the whole text into rows, which batches follow")
    )
    def rows_not_carried_on(text: Tensor, batch: int, time: int) -> Pairs:
        size = batch * time
        return [
            (text[start : start + size].view(batch, time), text[start + 1 : start + size + 1].view(batch, time))
            for start in range(0, len(text) - size, size)
        ]

    @bank.form_of(rows_not_carried_on)
    def blocks_with_a_target_more(text: Tensor, batch: int, time: int) -> Pairs:
        size = batch * (time + 1)
        blocks = [text[start : start + size].view(batch, time + 1) for start in range(0, len(text) - size + 1, size)]
        return [(block[:, :-1], block[:, 1:]) for block in blocks]

    bank.known(
        "interleaved",
        _with(cut=_interleaved),
        _("neighbouring characters end up in different rows; each row is one piece of the text"),
    )
    bank.known(
        "overlapping",
        _with(begin=lambda row, time: range(row - time)),
        _("your batches begin one character apart; each begins where the one before it ended"),
    )
    bank.known(
        "skipping",
        _with(begin=lambda row, time: range(0, row - time, time + 1)),
        _("between two batches a character is left out: the last target of a batch is the first input of the next"),
    )
    bank.known(
        "one_too_few",
        _after(lambda pairs: pairs[:-1]),
        _("the last batch is missing, although its inputs and targets are there"),
        _with(begin=lambda row, time: range(0, row - time - 1, time)),
        _with(begin=lambda row, time: range(0, (row // time - 1) * time, time)),
    )
    bank.known(
        "short_last_batch",
        _with(begin=_short_at_the_end),
        _("the last batch has too few characters or targets; leave out the characters that do not fill a batch"),
        _short_pairs,
        _with(begin=lambda row, time: range(0, row, time)),
        _with(begin=lambda row, time: range(0, row - time + 1, time)),
    )
    bank.known(
        "time_first",
        _after(lambda pairs: [(x.T, y.T) for x, y in pairs]),
        _("your batches have the shape (time, batch); the batch axis comes first"),
    )
    bank.known(
        "row_one_short",
        _with(cut=_one_short),
        _("your rows are those of a text without its last character; they have len(text) // batch characters"),
        _one_short_with_targets,
    )
    bank.known(
        "target_of_next_row",
        _targets_of_next_rows,
        _("the last target of a row is taken from the next row; the last character of a row has no target"),
    )
    bank.known(
        "cut_at_the_front",
        _with(cut=_from_the_end),
        _("your code drops surplus characters at the beginning of the text; drop those at the end"),
    )
    bank.known(
        "lists_apart",
        _after(_apart),
        _("you return all inputs together and all targets together; return a list of pairs (x, y)"),
        _after(_stacked),
    )

    return bank.mistakes
