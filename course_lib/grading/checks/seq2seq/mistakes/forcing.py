"""Known wrong answers to `teacher_forcing`."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Row = list[int]
Made = Callable[[Row, Row, int, int, int], tuple[Row, Row]]
"""(words, rubbish behind them, sos, eos, pad) -> the decoder's input and the labels."""


def _rows(made: Made) -> Callable[..., tuple[Tensor, Tensor]]:
    """Row by row."""

    def forcing(target: Tensor, lengths: Tensor, sos: int, eos: int, pad: int) -> tuple[Tensor, Tensor]:
        rows = [
            made(row[:length], row[length:], sos, eos, pad)
            for row, length in zip(target.tolist(), lengths.tolist(), strict=True)
        ]
        decoder_input, labels = zip(*rows, strict=True)
        return torch.tensor(decoder_input), torch.tensor(labels)

    return forcing


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    def end_fed(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [sos, *words, *([eos, *padding][: len(padding)])], [*words, eos, *padding]

    def fed_rubbish(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        return [sos, *words, *rest], [*words, eos, *[pad] * len(rest)]

    def wanted_rubbish(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        return [sos, *words, *[pad] * len(rest)], [*words, eos, *rest]

    def wanted_rubbish_kept(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        return [sos, *words, *[pad] * len(rest)], [*words, eos, *rest[1:], *[pad] * bool(rest)]

    def both_rubbish(words: Row, rest: Row, sos: int, eos: int, _pad: int) -> tuple[Row, Row]:
        return [sos, *words, *rest], [*words, eos, *rest]

    def both_rubbish_kept(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        return [sos, *words, *rest], [*words, eos, *rest[1:], *[pad] * bool(rest)]

    def end_in_last_column(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [sos, *words, *padding], [*words, *padding, eos]

    def end_behind_rubbish(words: Row, rest: Row, sos: int, eos: int, _pad: int) -> tuple[Row, Row]:
        return [sos, *words, *rest], [*words, *rest, eos]

    def no_end(words: Row, rest: Row, sos: int, _eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [sos, *words, *padding], [*words, pad, *padding]

    def ends_everywhere(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        return [sos, *words, *[pad] * len(rest)], [*words, eos, *[eos] * len(rest)]

    def ends_everywhere_fed(words: Row, rest: Row, sos: int, eos: int, _pad: int) -> tuple[Row, Row]:
        ends = [eos] * len(rest)
        return [sos, *words, *ends], [*words, eos, *ends]

    def end_over_last_word(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [sos, *words, *padding], [*words[:-1], eos, pad, *padding]

    def not_shifted(words: Row, rest: Row, _sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [*words, pad, *padding], [*words, eos, *padding]

    def not_shifted_with_end(words: Row, rest: Row, _sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        row = [*words, eos, *[pad] * len(rest)]
        return row, row

    def start_wanted(words: Row, rest: Row, sos: int, _eos: int, pad: int) -> tuple[Row, Row]:
        row = [sos, *words, *[pad] * len(rest)]
        return row, row

    def too_short(words: Row, rest: Row, sos: int, _eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [sos, *words, *padding][: len(words) + len(rest)], [*words, *padding]

    def too_short_with_end(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        size, padding = len(words) + len(rest), [pad] * len(rest)
        return [sos, *words, *padding][:size], [*words, eos, *padding][:size]

    def zeros_for_pad(words: Row, rest: Row, sos: int, eos: int, _pad: int) -> tuple[Row, Row]:
        padding = [0] * len(rest)
        return [sos, *words, *padding], [*words, eos, *padding]

    def exchanged(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [*words, eos, *padding], [sos, *words, *padding]

    def special_exchanged(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [eos, *words, *padding], [*words, sos, *padding]

    def usual_numbers(words: Row, rest: Row, _sos: int, _eos: int, _pad: int) -> tuple[Row, Row]:
        padding = [0] * len(rest)
        return [1, *words, *padding], [*words, 2, *padding]

    def start_before_padding(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        padding = [pad] * len(rest)
        return [*padding, sos, *words], [*padding, *words, eos]

    def start_and_end_in_both(words: Row, rest: Row, sos: int, eos: int, pad: int) -> tuple[Row, Row]:
        row = [sos, *words, eos, *[pad] * len(rest)]
        return row, row

    bank.known(
        "end_fed",
        _rows(end_fed),
        _("in a padded row, eos follows the last word of the decoder's input; it belongs only in the labels"),
    )
    bank.known(
        "rubbish_fed",
        _rows(fed_rubbish),
        _("arbitrary values from the padding of target stay in the decoder's input; write pad there"),
    )
    bank.known(
        "rubbish_wanted",
        _rows(wanted_rubbish),
        _("arbitrary values from the padding of target stay in the labels; write pad there"),
        _rows(wanted_rubbish_kept),
    )
    bank.known(
        "rubbish_in_both",
        _rows(both_rubbish),
        _("arbitrary values from the padding of target stay in both results; write pad there"),
        _rows(both_rubbish_kept),
    )
    bank.known(
        "end_in_last_column",
        _rows(end_in_last_column),
        _("eos is in the last column of every row; it follows the row's last real word"),
        _rows(end_behind_rubbish),
    )
    bank.known("no_end", _rows(no_end), _("eos is missing: the decoder would never learn to stop"))
    bank.known(
        "ends_everywhere",
        _rows(ends_everywhere),
        _("the padding is filled with eos; one eos follows each row, and pad follows that"),
        _rows(ends_everywhere_fed),
    )
    bank.known(
        "end_over_last_word",
        _rows(end_over_last_word),
        _("eos replaces the last word; it follows the last word"),
    )
    bank.known(
        "not_shifted",
        _rows(not_shifted),
        _("the decoder's input is the very word that it should predict; it is the word before, and sos first"),
        _rows(not_shifted_with_end),
    )
    bank.known(
        "start_wanted",
        _rows(start_wanted),
        _("the labels begin with sos, as the decoder's input does: each label is the word that is read next"),
    )
    bank.known(
        "too_short",
        _rows(too_short),
        _("both results are as long as target; they need one step more, for sos and for eos"),
        _rows(too_short_with_end),
    )
    bank.known("zeros_for_pad", _rows(zeros_for_pad), _("your padding is 0; it is the argument pad"))
    bank.known(
        "exchanged",
        _rows(exchanged),
        _("the labels begin with sos, and the decoder's input ends with eos: it is the other way round"),
    )
    bank.known("special_exchanged", _rows(special_exchanged), _("sos and eos are exchanged"))
    bank.known(
        "usual_numbers",
        _rows(usual_numbers),
        _("your code writes 1, 2 and 0 for sos, eos and pad; use the arguments"),
    )
    bank.known(
        "padding_first",
        _rows(start_before_padding),
        _("the padding comes before the words; it follows them"),
    )
    bank.known(
        "start_and_end_in_both",
        _rows(start_and_end_in_both),
        _("both results have sos and eos: the decoder's input has no eos, and the labels have no sos"),
    )

    return bank.mistakes
