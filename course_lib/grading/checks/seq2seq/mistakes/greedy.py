"""Known wrong answers to `greedy_decode`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Step = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]


def _write(
    *,
    pick: Callable[[Tensor], Tensor] = lambda logits: logits.argmax(1),
    ended: Callable[[Tensor, Tensor, int], Tensor] = lambda token, over, eos: torch.where(over, eos, token),
    stop: Callable[[Tensor], bool] = lambda over: bool(over.all()),
    feed: Callable[[Tensor, int, int], Tensor] = lambda token, _sos, _eos: token,
    first: Callable[[int, int], int] = lambda sos, _eos: sos,
    carry: Callable[[Tensor, Tensor], Tensor] = lambda new, _old: new,
    times: Callable[[int], int] = lambda max_length: max_length,
    finish: Callable[[Tensor, int, int, int], Any] = lambda tokens, _sos, eos, _max_length: (
        tokens,
        (tokens != eos).sum(1),
    ),
) -> Callable[..., Any]:
    """A writer, with places at which it can go wrong."""

    def greedy(step: Step, state: Tensor, batch: int, sos: int, eos: int, max_length: int) -> Any:
        token, over = torch.full((batch,), first(sos, eos)), torch.zeros(batch, dtype=torch.bool)
        outputs = []
        for _t in range(times(max_length)):
            logits, new = step(feed(token, sos, eos), state)
            state = carry(new, state)
            token = ended(pick(logits), over, eos)
            outputs.append(token)
            over = over | (token == eos)
            if stop(over):
                break
        return finish(torch.stack(outputs, dim=1), sos, eos, max_length)

    return greedy


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    def until_end(tokens: Tensor, eos: int) -> Tensor:
        return ((tokens == eos).cumsum(1) == 0).sum(1)

    def with_end(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        return tokens, (until_end(tokens, eos) + 1).clamp(max=tokens.shape[1])

    def with_end_always(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        return tokens, until_end(tokens, eos) + 1

    def all_of_them(tokens: Tensor, _sos: int, _eos: int, _max_length: int) -> Any:
        return tokens, torch.full((len(tokens),), tokens.shape[1])

    def max_length_for_all(tokens: Tensor, _sos: int, _eos: int, max_length: int) -> Any:
        return tokens, torch.full((len(tokens),), max_length)

    def start_returned(tokens: Tensor, sos: int, eos: int, _max_length: int) -> Any:
        lengths = until_end(tokens, eos)
        return torch.cat((torch.full_like(tokens[:, :1], sos), tokens), dim=1), lengths

    def start_counted(tokens: Tensor, sos: int, eos: int, _max_length: int) -> Any:
        made, lengths = start_returned(tokens, sos, eos, _max_length)
        return made, lengths + 1

    def zeros_behind(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        lengths = until_end(tokens, eos)
        return torch.where(torch.arange(tokens.shape[1]) <= lengths[:, None], tokens, 0), lengths

    def end_cut_off(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        lengths = until_end(tokens, eos)
        return tokens[:, : max(1, int(lengths.max()))], lengths

    def place_of_end(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        return tokens, (tokens == eos).int().argmax(1)

    def words_of_ended_rows(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        return tokens, until_end(tokens, eos)

    def all_but_end(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        return tokens, (tokens != eos).sum(1)

    def tokens_alone(tokens: Tensor, _sos: int, _eos: int, _max_length: int) -> Any:
        return tokens

    def time_first(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        return tokens.T, until_end(tokens, eos)

    def exchanged(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        return until_end(tokens, eos), tokens

    def as_lists(tokens: Tensor, _sos: int, eos: int, _max_length: int) -> Any:
        lengths = until_end(tokens, eos)
        return [row[:n] for row, n in zip(tokens.tolist(), lengths.tolist(), strict=True)], lengths

    def go_on(token: Tensor, _over: Tensor, _eos: int) -> Tensor:
        return token

    def one_less(max_length: int) -> int:
        return max(1, max_length - 1)

    def drawn(logits: Tensor) -> Tensor:
        return torch.multinomial(logits.softmax(1), 1)[:, 0]

    def first_row_for_all(logits: Tensor) -> Tensor:
        return logits[:1].argmax(1).expand(len(logits))

    def along_batch(logits: Tensor) -> Tensor:
        best = logits.argmax(0)
        return best[: len(logits)] if len(best) >= len(logits) else logits.argmax(1)

    bank.known(
        "ended_rows_go_on",
        _write(ended=go_on, finish=words_of_ended_rows),
        _("a row goes on after eos; only eos follows eos"),
    )
    bank.known(
        "ended_rows_go_on_and_count",
        _write(ended=go_on, finish=all_but_end),
        _("a row goes on after eos, and its further words are counted"),
    )
    bank.known(
        "end_counted",
        _write(finish=with_end),
        _("lengths count eos as well; they count the words before it"),
        _write(finish=with_end_always),
    )
    bank.known(
        "lengths_of_all",
        _write(finish=all_of_them),
        _("every row has the length of the longest one; a row ends before its eos"),
        _write(finish=max_length_for_all),
    )
    bank.known(
        "no_words_in_cut_rows",
        _write(finish=place_of_end),
        _("a row in which eos does not occur gets the length 0; all its words count"),
    )
    bank.known(
        "stopped_at_first_end",
        _write(stop=lambda over: bool(over.any())),
        _("your loop stops when the first row has ended; it stops when all rows have"),
    )
    bank.known(
        "never_stopped",
        _write(stop=lambda _over: False),
        _("your loop always takes max_length steps; it stops when all rows have ended"),
    )
    bank.known(
        "never_stopped_nor_ended",
        _write(stop=lambda _over: False, ended=go_on, finish=words_of_ended_rows),
        _("your loop always takes max_length steps, and rows go on after eos"),
    )

    @bank.mistake(_("your loop stops only where all rows say eos in one step; it stops when each has said it once"))
    def all_at_once(step: Step, state: Tensor, batch: int, sos: int, eos: int, max_length: int) -> Any:
        token, outputs = torch.full((batch,), sos), list[Tensor]()
        while len(outputs) < max_length and not (outputs and bool((token == eos).all())):
            logits, state = step(token, state)
            token = logits.argmax(1)
            outputs.append(token)
        tokens = torch.stack(outputs, dim=1)
        lengths = until_end(tokens, eos)
        return torch.where(torch.arange(tokens.shape[1]) < lengths[:, None], tokens, eos), lengths

    bank.known(
        "start_fed_again",
        _write(feed=lambda token, sos, _eos: torch.full_like(token, sos)),
        _("the input of every step is sos; it is the word that was predicted last"),
    )
    bank.known(
        "end_fed_first",
        _write(first=lambda _sos, eos: eos),
        _("the input of the first step is eos; it is sos"),
    )
    bank.known(
        "zero_fed_first",
        _write(first=lambda _sos, _eos: 0),
        _("the input of the first step is 0; it is sos"),
    )
    bank.known(
        "state_not_carried",
        _write(carry=lambda _new, old: old),
        _("every step starts from the first state; it starts from the state of the step before"),
    )
    bank.known(
        "least_likely",
        _write(pick=lambda logits: logits.argmin(1)),
        _("your code takes the least likely word; take the most likely one"),
    )
    bank.known(
        "second_likeliest",
        _write(pick=lambda logits: logits.topk(2, 1).indices[:, 1]),
        _("your code takes the second most likely word; take the most likely one"),
    )
    bank.known(
        "along_batch",
        _write(pick=along_batch),
        _("your code looks for the largest logit along the batch; look along the vocabulary"),
    )
    bank.known(
        "first_row_for_all",
        _write(pick=first_row_for_all),
        _("all rows repeat the words of the first one"),
    )
    bank.known("one_step_less", _write(times=one_less), _("your code writes at most max_length - 1 words"))
    bank.known(
        "one_step_more",
        _write(times=lambda max_length: max_length + 1),
        _("your code writes at most max_length + 1 words"),
    )
    bank.known(
        "start_returned",
        _write(finish=start_returned),
        _("sos is returned as the first word"),
        _write(finish=start_counted),
    )
    bank.known(
        "zeros_behind",
        _write(finish=zeros_behind),
        _("0 follows eos; only eos follows eos"),
    )
    bank.known(
        "end_cut_off",
        _write(finish=end_cut_off),
        _("the last column is missing, in which the longest row has its eos"),
    )
    bank.known("only_tokens", _write(finish=tokens_alone), _("you return only the tokens; return lengths as well"))
    bank.known("time_first", _write(finish=time_first), _("the tokens have time first; the batch comes first"))
    bank.known("results_exchanged", _write(finish=exchanged), _("you return lengths first; the tokens come first"))
    bank.known("lists", _write(finish=as_lists), _("you return lists of different lengths; return one tensor"))

    return bank.mistakes
