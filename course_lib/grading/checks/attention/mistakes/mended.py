"""Known wrong answers to `mended_attention`."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.checks.attention.mistakes.weights import counted
from course_lib.grading.checks.attention.variant import Variant
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _


def mistakes(variant: Variant) -> tuple[Mistake, ...]:
    bank = Bank()

    def mended(
        *,
        ask: Callable[[Tensor, Tensor], Tensor] = lambda x_t, s: torch.cat((x_t, s), dim=1),
        keys: Callable[[Tensor, Tensor], Tensor] = lambda h, U: h @ U.T,
        query: Callable[[Tensor, Tensor], Tensor] = lambda q, W: q @ W.T,
        bend: Callable[[Tensor], Tensor] = torch.tanh,
        last: Callable[[Tensor, Tensor], Tensor] = lambda x, v: x @ v,
        weigh: Callable[[Tensor, Tensor], Tensor] = lambda e, real: e.masked_fill(~real, -torch.inf).softmax(1),
        gather: Callable[[Tensor, Tensor], Tensor] = lambda weights, h: (weights[:, :, None] * h).sum(1),
        finish: Callable[[Tensor, Tensor], Any] = lambda context, weights: (context, weights),
    ) -> Callable[..., Any]:
        """Attention by a network, with places at which it can go wrong."""

        def attention(x_t: Tensor, s: Tensor, h: Tensor, mask: Tensor, W: Tensor, U: Tensor, v: Tensor) -> Any:
            e = last(bend(query(ask(x_t, s), W)[:, None] + keys(h, U)), v)
            weights = weigh(e, variant.real(mask))
            return finish(gather(weights, h), weights)

        return attention

    def still_wrong(x_t: Tensor, s: Tensor, h: Tensor, mask: Tensor, W: Tensor, _U: Tensor, v: Tensor) -> Any:
        e = (torch.tanh(torch.cat((x_t, s), dim=1) @ W.T) @ v)[:, None].expand(-1, h.shape[1])
        weights = e.masked_fill(~variant.real(mask), -torch.inf).softmax(1)
        return (weights[:, :, None] * h).sum(1), weights

    bank.known(
        "still_without_h",
        still_wrong,
        _("the states h are still compared with nothing: all scores of a row are the same"),
        mended(keys=lambda h, U: torch.zeros_like(h @ U.T)),
    )
    bank.known(
        "query_unused",
        mended(query=lambda q, W: torch.zeros_like(q @ W.T)),
        _("the word and the state are not used: there is no query"),
    )
    bank.known(
        "word_unused",
        mended(ask=lambda x_t, s: torch.cat((torch.zeros_like(x_t), s), dim=1)),
        _("the word is not used; the query is [x_t, s]"),
    )
    bank.known(
        "state_unused",
        mended(ask=lambda x_t, s: torch.cat((x_t, torch.zeros_like(s)), dim=1)),
        _("the state is not used; the query is [x_t, s]"),
    )
    bank.known(
        "query_exchanged",
        mended(ask=lambda x_t, s: torch.cat((s, x_t), dim=1)),
        _("your query is [s, x_t]; it is [x_t, s]"),
    )
    bank.known(
        "no_tanh", mended(bend=lambda x: x), _("tanh is missing; without it the query adds the same to every score")
    )
    bank.known("relu", mended(bend=torch.relu), _("your code uses relu; use tanh"))
    bank.known(
        "tanh_of_each",
        mended(query=lambda q, W: torch.tanh(q @ W.T), keys=lambda h, U: torch.tanh(h @ U.T), bend=lambda x: x),
        _("your code takes the tanh of each of the two parts; take the tanh of their sum"),
    )
    bank.known("v_unused", mended(last=lambda x, _v: x.sum(2)), _("v is not used: the hidden layer is summed"))
    bank.known(
        "averaged",
        mended(last=lambda x, v: (x * v).mean(2)),
        _("the products with v are averaged; they are summed"),
    )
    bank.known(
        "no_softmax",
        mended(weigh=lambda e, real: e * real),
        _("the weights are not normalised"),
    )
    bank.known(
        "mask_ignored",
        mended(weigh=lambda e, _real: e.softmax(1)),
        _("the mask is ignored: the padding gets weights"),
    )
    bank.known(
        "mask_turned_around",
        mended(weigh=lambda e, real: e.masked_fill(real, -torch.inf).softmax(1)),
        _("the mask is inverted"),
        mended(weigh=lambda e, real: e.masked_fill(real, -1e9).softmax(1)),
    )
    bank.known(
        "padding_at_the_end",
        mended(weigh=lambda e, real: e.masked_fill(~counted(real), -torch.inf).softmax(1)),
        _("your code counts the real tokens and takes them for the first ones; the padding may stand anywhere"),
    )
    bank.known(
        "along_batch",
        mended(weigh=lambda e, real: e.softmax(0) * real),
        _("the softmax runs along the batch; it runs along the source"),
    )
    bank.known(
        "mean_context",
        mended(gather=lambda _weights, h: h.mean(1)),
        _("the context is the mean of h: the weights are not used"),
    )
    bank.known("only_context", mended(finish=lambda context, _weights: context), _("you do not return the weights"))
    bank.known(
        "results_exchanged",
        mended(finish=lambda context, weights: (weights, context)),
        _("you return the weights first; the context comes first"),
    )
    bank.known(
        "detached",
        mended(finish=lambda context, weights: (context.detach(), weights.detach())),
        _("no gradient arrives, because your code uses .detach(), .data or torch.no_grad()"),
    )

    return bank.mistakes
