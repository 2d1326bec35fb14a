"""Known wrong answers to `reverse_padded`."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Reverse = Callable[[Tensor, Tensor], Tensor]
Index = Callable[[Tensor, Tensor, int], Tensor]


def _from(source: Index, real: Callable[[Tensor, Tensor], Tensor] = lambda t, lengths: t < lengths) -> Reverse:
    """Each real token from another place, by its index: (t, lengths, time) -> the place."""

    def reverse(x: Tensor, lengths: Tensor) -> Tensor:
        t, each = torch.arange(x.shape[1]), lengths[:, None]
        places = torch.where(real(t, each), source(t, each, x.shape[1]), t)
        return x[torch.arange(len(x))[:, None], places]

    return reverse


def _rows(row: Callable[[Tensor, int], Tensor]) -> Reverse:
    """Row by row: (a row that may be written into, its length) -> the row."""

    def reverse(x: Tensor, lengths: Tensor) -> Tensor:
        return torch.stack([row(one.clone(), length) for one, length in zip(x, lengths.tolist(), strict=True)])

    return reverse


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    right = _from(lambda t, lengths, _time: lengths - 1 - t)

    def everywhere(_t: Tensor, lengths: Tensor) -> Tensor:
        return torch.ones_like(lengths, dtype=torch.bool)

    def swapped_views(row: Tensor, length: int) -> Tensor:
        for t in range(length // 2):
            other = length - 1 - t
            row[t], row[other] = row[other], row[t]
        return row

    bank.known(
        "row_flipped",
        _from(lambda t, _lengths, time: time - 1 - t, everywhere),
        _("the whole row is reversed, its padding too; reverse only the first lengths[n] tokens"),
    )

    @bank.mistake(
        _("a flipped row begins with its padding, and you take real tokens from it: take token lengths - 1 - t")
    )
    def flipped_then_masked(x: Tensor, lengths: Tensor) -> Tensor:
        real = torch.arange(x.shape[1]) < lengths[:, None]
        return torch.where(real.reshape(*real.shape, *[1] * (x.dim() - 2)), x.flip(1), x)

    bank.known(
        "longest_for_all",
        _from(lambda t, lengths, _time: lengths.max() - 1 - t, lambda t, lengths: t < lengths.max()),
        _("all rows are reversed as if they had the length of the longest one"),
    )
    bank.known(
        "first_length_for_all",
        _from(lambda t, lengths, _time: lengths[:1] - 1 - t, lambda t, lengths: t < lengths[:1]),
        _("all rows are reversed as if they had the length of the first one"),
    )
    bank.known(
        "padding_turned",
        _from(lambda t, lengths, time: (lengths - 1 - t) % time, everywhere),
        _("the padding is reversed too: lengths - 1 - t is negative there and counts from the row's end"),
    )
    bank.known(
        "first_token_in_padding",
        _from(lambda t, lengths, _time: (lengths - 1 - t).clamp(min=0), everywhere),
        _("the padding is filled with token 0 (an index clamped at 0); it stays as it was in x"),
    )

    @bank.mistake(
        _("the padding of your result is zero; it stays as it was in x, and so does the number of time steps")
    )
    def padding_zeroed(x: Tensor, lengths: Tensor) -> Tensor:
        turned = torch.zeros_like(x)
        for n, length in enumerate(lengths.tolist()):
            turned[n, :length] = x[n, :length].flip(0)
        return turned

    @bank.form_of(padding_zeroed)
    def padded_anew(x: Tensor, lengths: Tensor) -> Tensor:
        turned = [row[:length].flip(0) for row, length in zip(x, lengths.tolist(), strict=True)]
        return pad_sequence(turned, batch_first=True)

    bank.known(
        "cut_to_longest",
        lambda x, lengths: right(x, lengths)[:, : lengths.max()],
        _("your result ends after the longest row; it has as many time steps as x"),
    )
    bank.known(
        "one_too_short",
        _from(lambda t, lengths, _time: lengths - 2 - t, lambda t, lengths: t < lengths - 1),
        _("the last real token of each row stays in its place: reverse lengths[n] tokens, not one less"),
    )
    bank.known(
        "one_too_long",
        _from(
            lambda t, lengths, time: (lengths + 1).clamp(max=time) - 1 - t,
            lambda t, lengths: t <= lengths,
        ),
        _("one padded position is taken for a real token: token t is real while t < lengths"),
    )
    bank.known(
        "without_minus_one",
        _from(lambda t, lengths, time: (lengths - t) % time),
        _("the index is one too far: token t comes from lengths - 1 - t, as the first token is number 0"),
        _from(lambda t, lengths, time: (lengths - t).clamp(max=time - 1)),
    )
    bank.known(
        "first_token_kept",
        _from(lambda t, lengths, _time: torch.where(t > 0, lengths - t, 0)),
        _("the first token stays in its place; token 0 and token lengths - 1 change places too"),
    )

    @bank.mistake(
        _("rows without padding stay as they were: a slice that ends at -0 is empty; count from the row's beginning")
    )
    def full_rows_left(x: Tensor, lengths: Tensor) -> Tensor:
        full = (lengths == x.shape[1]).reshape(-1, *[1] * (x.dim() - 1))
        return torch.where(full, x, right(x, lengths))

    bank.known(
        "features_turned",
        lambda x, _lengths: x.flip(-1),
        _("the numbers inside each token are reversed; reverse the order of the tokens, and time is axis 1"),
        _rows(lambda row, length: torch.cat((row[:length].flip(-1), row[length:]))),
        _rows(lambda row, length: torch.cat((row[:length].flip(tuple(range(row.dim()))), row[length:]))),
        lambda x, _lengths: x.flip(tuple(range(1, x.dim()))),
    )
    bank.known(
        "batch_turned",
        lambda x, _lengths: x.flip(0),
        _("the order of the rows is reversed; the batch is axis 0, time is axis 1"),
        lambda x, lengths: right(x, lengths).flip(0),
    )
    bank.known(
        "nothing_turned",
        lambda x, _lengths: x.clone(),
        _("x comes back as it was: no token is moved, or every pair is exchanged twice"),
    )
    bank.known(
        "swapped_views",
        _rows(swapped_views),
        _("one half is a mirror of the other: a, b = b, a on parts of a tensor copies one of them twice"),
    )
    bank.known(
        "float_result",
        lambda x, lengths: right(x, lengths).float(),
        _("your result is of float32 (as torch.zeros is); it has the dtype of x, as torch.empty_like(x) has"),
    )
    bank.known(
        "detached",
        lambda x, lengths: right(x, lengths).detach(),
        _("gradients do not flow back to x: your code detaches it or copies it without PyTorch"),
    )

    @bank.mistake(_("your code writes into the caller's x; work on a new tensor"))
    def in_place(x: Tensor, lengths: Tensor) -> Tensor:
        for n, length in enumerate(lengths.tolist()):
            x[n, :length] = x[n, :length].flip(0)
        return x

    @bank.form_of(in_place)
    def in_place_data(x: Tensor, lengths: Tensor) -> Tensor:
        in_place(x.data, lengths)
        return x

    @bank.mistake(_("your code changes the caller's lengths (an in-place operation such as -=)"))
    def lengths_changed(x: Tensor, lengths: Tensor) -> Tensor:
        turned = right(x, lengths)
        lengths -= 1
        return turned

    @bank.form_of(lengths_changed)
    def lengths_counted_down(x: Tensor, lengths: Tensor) -> Tensor:
        turned = right(x, lengths)
        lengths.zero_()
        return turned

    bank.known(
        "squeezed",
        lambda x, lengths: right(x, lengths).squeeze(),
        _("your result has lost an axis of size one (a squeeze)"),
        lambda x, lengths: right(x, lengths).squeeze(0),
        lambda x, lengths: right(x, lengths).squeeze(1),
        lambda x, lengths: right(x, lengths).squeeze(-1),
    )

    return bank.mistakes
