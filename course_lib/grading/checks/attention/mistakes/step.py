"""Known wrong answers to `attentive_step`."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from course_lib.grading.checks.attention.variant import Variant
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _
from course_lib.lstm import State


def mistakes(variant: Variant) -> tuple[Mistake, ...]:
    bank = Bank()

    def stepped(
        *,
        ask: Callable[[State], Tensor] = lambda state: state[0],
        weigh: Callable[..., Tensor] = lambda softmax, scores, mask: softmax(scores, mask),
        gather: Callable[..., Tensor] = lambda attend, weights, encoder_states: attend(weights, encoder_states),
        read: Callable[[Tensor, Tensor], Tensor] = variant.read,
        before: Callable[[State], State] = lambda state: state,
        finish: Callable[..., Any] = lambda state, context, weights, _old: (state, context, weights),
    ) -> Callable[..., Any]:
        """A step, with places at which it can go wrong."""

        def step(
            cell: Any,
            score: Any,
            softmax: Any,
            attend: Any,
            x_t: Tensor,
            state: State,
            encoder_states: Tensor,
            mask: Tensor,
        ) -> Any:
            weights = weigh(softmax, score(ask(state), encoder_states), mask)
            context = gather(attend, weights, encoder_states)
            return finish(cell(read(x_t, context), before(state)), context, weights, state)

        return step

    def plain_softmax(_softmax: Any, scores: Tensor, mask: Tensor) -> Tensor:
        return scores.masked_fill(~variant.real(mask), -torch.inf).softmax(1)

    def plain_sum(_attend: Any, weights: Tensor, encoder_states: Tensor) -> Tensor:
        return (weights[:, :, None] * encoder_states).sum(1)

    def turned_mask(softmax: Any, scores: Tensor, mask: Tensor) -> Tensor:
        return softmax(scores, ~mask)  # type: ignore[no-any-return]

    def all_real(softmax: Any, scores: Tensor, mask: Tensor) -> Tensor:
        return softmax(scores, variant.real(torch.ones_like(mask)))  # type: ignore[no-any-return]

    def cut_off(state: State, context: Tensor, weights: Tensor, _old: State) -> Any:
        return (state[0].detach(), state[1].detach()), context.detach(), weights.detach()

    other = replace(variant, context_first=not variant.context_first)
    order = (
        _("the cell reads the word first; the context comes first here")
        if variant.context_first
        else _("the cell reads the context first; the word comes first here")
    )

    bank.known("order", stepped(read=other.read), order)
    bank.known(
        "context_unused",
        stepped(read=lambda x_t, context: variant.read(x_t, torch.zeros_like(context))),
        _("the context does not enter the cell"),
    )
    bank.known(
        "word_unused",
        stepped(read=lambda x_t, context: variant.read(torch.zeros_like(x_t), context)),
        _("the word does not enter the cell"),
    )
    bank.known(
        "context_twice",
        stepped(read=lambda _x_t, context: torch.cat((context, context), dim=1)),
        _("the cell reads the context twice, and the word not at all"),
    )
    bank.known(
        "word_twice",
        stepped(read=lambda x_t, _context: torch.cat((x_t, x_t), dim=1)),
        _("the cell reads the word twice, and the context not at all"),
    )
    bank.known(
        "memory_asks",
        stepped(ask=lambda state: state[1]),
        _("your query is the memory cell state[1]; it is state[0]"),
    )

    @bank.mistake(_("your query is the state after the step; it is the state before it"))
    def new_state_asks(
        cell: Any,
        score: Any,
        softmax: Any,
        attend: Any,
        x_t: Tensor,
        state: State,
        encoder_states: Tensor,
        mask: Tensor,
    ) -> Any:
        new = cell(variant.read(x_t, torch.zeros_like(x_t)), state)
        weights = softmax(score(new[0], encoder_states), mask)
        context = attend(weights, encoder_states)
        return cell(variant.read(x_t, context), state), context, weights

    @bank.mistake(
        _("you return the weights and the context of the state after the step; return those of the state before it")
    )
    def asked_again(
        cell: Any,
        score: Any,
        softmax: Any,
        attend: Any,
        x_t: Tensor,
        state: State,
        encoder_states: Tensor,
        mask: Tensor,
    ) -> Any:
        first = attend(softmax(score(state[0], encoder_states), mask), encoder_states)
        new = cell(variant.read(x_t, first), state)
        weights = softmax(score(new[0], encoder_states), mask)
        return new, attend(weights, encoder_states), weights

    @bank.mistake(_("the cell is called twice in one step"))
    def moved_twice(
        cell: Any,
        score: Any,
        softmax: Any,
        attend: Any,
        x_t: Tensor,
        state: State,
        encoder_states: Tensor,
        mask: Tensor,
    ) -> Any:
        weights = softmax(score(state[0], encoder_states), mask)
        context = attend(weights, encoder_states)
        return cell(variant.read(x_t, context), cell(variant.read(x_t, context), state)), context, weights

    bank.known(
        "old_state",
        stepped(finish=lambda _state, context, weights, old: (old, context, weights)),
        _("the state before the step is returned; return the one after it"),
    )
    bank.known(
        "zero_state",
        stepped(before=lambda state: (torch.zeros_like(state[0]), torch.zeros_like(state[1]))),
        _("the cell starts from zeros; it goes on from the state that you are given"),
    )
    bank.known(
        "state_exchanged",
        stepped(before=lambda state: (state[1], state[0])),
        _("the two parts of the state are exchanged"),
    )
    bank.known(
        "own_softmax",
        stepped(weigh=plain_softmax),
        _("your code computes a softmax of its own; use the function softmax that you are given"),
    )
    bank.known(
        "own_sum",
        stepped(gather=plain_sum),
        _("your code computes a weighted sum of its own; use the function attend that you are given"),
    )
    bank.known(
        "own_softmax_and_sum",
        stepped(weigh=plain_softmax, gather=plain_sum),
        _("your code computes a softmax and a weighted sum of its own; use the softmax and attend that you are given"),
    )
    bank.known(
        "no_softmax",
        stepped(weigh=lambda _softmax, scores, _mask: scores),
        _("the scores themselves are the weights; they go through softmax first"),
    )
    bank.known("mask_turned_around", stepped(weigh=turned_mask), _("your code inverts the mask before softmax"))
    bank.known(
        "mask_ignored", stepped(weigh=all_real), _("your code gives softmax a mask in which all tokens are real")
    )
    bank.known(
        "scores_returned",
        stepped(
            weigh=lambda softmax, scores, mask: torch.stack((softmax(scores, mask), scores)),
            gather=lambda attend, both, encoder_states: attend(both[0], encoder_states),
            finish=lambda state, context, both, _old: (state, context, both[1]),
        ),
        _("you return the scores; return the weights"),
    )
    bank.known(
        "mean_of_h",
        stepped(gather=lambda _attend, _weights, encoder_states: encoder_states.mean(1)),
        _("the context is the mean of encoder_states; it is what attend makes of the weights and of encoder_states"),
    )
    bank.known(
        "only_h_returned",
        stepped(finish=lambda state, context, weights, _old: (state[0], context, weights)),
        _("you return only state[0]; return the pair"),
    )
    bank.known(
        "weights_not_returned",
        stepped(finish=lambda state, context, _weights, _old: (state, context)),
        _("you do not return the weights"),
    )
    bank.known(
        "results_exchanged",
        stepped(finish=lambda state, context, weights, _old: (context, state, weights)),
        _("you return the results in another order; it is state, context, weights"),
        stepped(finish=lambda state, context, weights, _old: (state, weights, context)),
    )
    bank.known(
        "detached",
        stepped(finish=cut_off),
        _("no gradient arrives, because your code uses .detach(), .data or torch.no_grad()"),
    )

    return bank.mistakes
