"""Known wrong answers to `encode`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State

Step = Callable[[Tensor, State], State]


def _read(
    *,
    start: Callable[[State], State] = lambda state: state,
    mask: Callable[[int, Tensor, int], Tensor] = lambda t, lengths, _time: t < lengths,
    order: Callable[[range], Any] = lambda times: times,
    keep: Callable[[Tensor, State, State], State] = lambda real, new, old: (
        torch.where(real, new[0], old[0]),
        torch.where(real, new[1], old[1]),
    ),
    handed: Callable[[State, State], State] = lambda state, _first: state,
    padding: Callable[[Tensor, Tensor], Tensor] = lambda real, h: torch.where(real, h, 0),
    embed: Callable[[Tensor, Tensor], Tensor] = lambda embedding, tokens: embedding[tokens],
    clean: Callable[[Tensor, Tensor], Tensor] = lambda tokens, lengths: torch.where(
        torch.arange(tokens.shape[1]) < lengths[:, None], tokens, 0
    ),
    finish: Callable[[Tensor, State, Tensor], Any] = lambda h, state, _lengths: (h, state),
) -> Callable[..., Any]:
    """A reader, with places at which it can go wrong."""

    def encode(step: Step, embedding: Tensor, tokens: Tensor, lengths: Tensor, state: State) -> Any:
        time = tokens.shape[1]
        x = embed(embedding, clean(tokens, lengths))
        first = state = start(state)
        every: dict[int, Tensor] = {}
        for t in order(range(time)):
            real = mask(t, lengths, time).expand(len(tokens))[:, None]
            new = step(x[:, t], handed(state, first))
            state = keep(real, new, state)
            every[t] = padding((t < lengths)[:, None], state[0] if real.all() else torch.where(real, new[0], state[0]))
        h = torch.stack([every[t] for t in range(time)], dim=1)
        return finish(h, state, lengths)

    return encode


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    def everywhere(_t: int, lengths: Tensor, _time: int) -> Tensor:
        return torch.ones_like(lengths, dtype=torch.bool)

    def zeros(state: State) -> State:
        return torch.zeros_like(state[0]), torch.zeros_like(state[1])

    def last_column(h: Tensor, state: State, _lengths: Tensor) -> Any:
        return h, (h[:, -1], state[1])

    def one_before(h: Tensor, state: State, lengths: Tensor) -> Any:
        return h, (h[torch.arange(len(h)), (lengths - 2).clamp(min=0)], state[1])

    def h_alone(_h: Tensor, state: State, _lengths: Tensor) -> Any:
        return state

    def every_h_alone(h: Tensor, _state: State, _lengths: Tensor) -> Any:
        return h

    def mean_of_h(h: Tensor, state: State, lengths: Tensor) -> Any:
        return h, (h.sum(1) / lengths[:, None], state[1])

    def exchanged(h: Tensor, state: State, _lengths: Tensor) -> Any:
        return state, h

    def turned(h: Tensor, state: State, _lengths: Tensor) -> Any:
        return h, (state[1], state[0])

    def time_first(h: Tensor, state: State, _lengths: Tensor) -> Any:
        return h.transpose(0, 1), state

    def cut_off(h: Tensor, state: State, _lengths: Tensor) -> Any:
        return h.detach(), (state[0].detach(), state[1].detach())

    def only_h_kept(real: Tensor, new: State, old: State) -> State:
        return torch.where(real, new[0], old[0]), new[1]

    def only_c_kept(real: Tensor, new: State, old: State) -> State:
        return new[0], torch.where(real, new[1], old[1])

    def zero_kept(real: Tensor, new: State, _old: State) -> State:
        return torch.where(real, new[0], 0), torch.where(real, new[1], 0)

    def detached(embedding: Tensor, tokens: Tensor) -> Tensor:
        return embedding.detach()[tokens]

    def next_word(embedding: Tensor, tokens: Tensor) -> Tensor:
        return embedding[tokens].roll(-1, 1)

    def gathered(at_h: Callable[[Tensor], Tensor], at_c: Callable[[Tensor], Tensor]) -> Callable[..., Any]:
        """All steps are made, and the state of each row is picked out afterwards, by its places."""

        def encode(step: Step, embedding: Tensor, tokens: Tensor, lengths: Tensor, state: State) -> Any:
            rows, time = torch.arange(len(tokens)), torch.arange(tokens.shape[1])
            real = (time < lengths[:, None])[:, :, None]
            hs, cs = [], []
            for x_t in embedding[torch.where(real[:, :, 0], tokens, 0)].unbind(1):
                state = step(x_t, state)
                hs.append(state[0])
                cs.append(state[1])
            h, c = torch.stack(hs, 1), torch.stack(cs, 1)
            return torch.where(real, h, 0), (h[rows, at_h(lengths)], c[rows, at_c(lengths)])

        return encode

    def last(lengths: Tensor) -> Tensor:
        return lengths - 1

    def end_of_all(lengths: Tensor) -> Tensor:
        return torch.full_like(lengths, -1)

    def one_less(lengths: Tensor) -> Tensor:
        return lengths - 2

    bank.known(
        "padding_read",
        _read(mask=everywhere),
        _("the state goes on through the padding: a row that has no word left keeps its state"),
    )
    bank.known(
        "last_column",
        _read(finish=last_column),
        _("state[0] is taken from the last column of h, which is padding in shorter rows"),
    )
    bank.known(
        "one_word_early",
        _read(finish=one_before),
        _("state[0] is the one before the last real word; it is at index lengths - 1 of h"),
    )
    bank.known(
        "padding_not_zero",
        _read(padding=lambda _real, h: h),
        _("h is not zero in the padding"),
    )
    bank.known(
        "padding_read_and_not_zero",
        _read(padding=lambda _real, h: h, mask=everywhere),
        _("the padding is read as if it were words: keep the states of rows that have ended, and set their h to zero"),
    )
    bank.known(
        "only_h_kept",
        _read(keep=only_h_kept),
        _("rows that have ended keep state[0], but state[1] goes on through the padding"),
        gathered(last, end_of_all),
    )
    bank.known(
        "only_c_kept",
        _read(keep=only_c_kept),
        _("rows that have ended keep state[1], but state[0] goes on through the padding"),
        gathered(end_of_all, last),
    )
    bank.known(
        "state_lost",
        _read(keep=zero_kept),
        _("the state of a row becomes zero when it has ended; it keeps the one that it has"),
    )
    bank.known("zero_start", _read(start=zeros), _("it starts from zeros; start from the state that you are given"))
    bank.known(
        "start_exchanged",
        _read(start=lambda state: (state[1], state[0])),
        _("the two parts of the first state are exchanged"),
    )
    bank.known(
        "state_not_handed_on",
        _read(handed=lambda _state, first: first),
        _("every step starts from the first state; it starts from the state of the step before"),
    )
    bank.known(
        "read_backward",
        _read(order=reversed),
        _("your code reads the words backwards, from the last column to the first"),
    )
    bank.known(
        "one_word_more",
        _read(mask=lambda t, lengths, _time: t <= lengths),
        _("one token of the padding is read in each row: real words are those at t < lengths[n]"),
    )
    bank.known(
        "one_word_less",
        _read(mask=lambda t, lengths, _time: t < (lengths - 1)),
        _("the last real word of each row is not read"),
        gathered(one_less, one_less),
    )
    bank.known(
        "next_word",
        _read(embed=next_word),
        _("step t reads the word at t + 1"),
    )

    @bank.mistake(_("the first word is not read"))
    def first_word_skipped(step: Step, embedding: Tensor, tokens: Tensor, lengths: Tensor, state: State) -> Any:
        first = torch.zeros_like(state[0])
        if tokens.shape[1] == 1:
            return first[:, None], state
        h, last = _read()(step, embedding, tokens[:, 1:], (lengths - 1).clamp(min=0), state)
        return torch.cat((first[:, None], h), dim=1), last

    bank.known(
        "mean_of_h",
        _read(finish=mean_of_h),
        _("state[0] is the mean over all h; it is the h after the last real word"),
    )
    bank.known("only_the_state", _read(finish=h_alone), _("you return only the state; return h as well"))
    bank.known("only_h", _read(finish=every_h_alone), _("you return only h; return the state as well"))
    bank.known("results_exchanged", _read(finish=exchanged), _("the state is returned first; h comes first"))
    bank.known(
        "state_exchanged",
        _read(finish=turned),
        _("the two parts of the returned state are exchanged"),
    )
    bank.known("time_first", _read(finish=time_first), _("h has time first; the batch comes first"))
    bank.known(
        "embedding_detached",
        _read(embed=detached),
        _("the embedding is detached, by .detach() or .data, and could not learn"),
    )
    bank.known(
        "detached",
        _read(finish=cut_off),
        _("your result is detached, by .detach() or .data: no gradient flows back"),
    )

    return bank.mistakes
