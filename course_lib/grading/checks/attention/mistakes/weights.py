"""Known wrong answers to `masked_softmax`."""

from collections.abc import Callable

import torch
from torch import Tensor

from course_lib.grading.checks.attention.variant import Variant
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _


def counted(real: Tensor) -> Tensor:
    """As many real tokens in each row, all of them at its beginning."""
    return torch.arange(real.shape[1]) < real.sum(1, keepdim=True)


def mistakes(variant: Variant) -> tuple[Mistake, ...]:
    bank = Bank()

    def softmax(
        filled: Callable[[Tensor, Tensor], Tensor],
        finish: Callable[[Tensor, Tensor], Tensor] = lambda weights, _real: weights,
        dim: int = 1,
    ) -> Callable[[Tensor, Tensor], Tensor]:
        """A softmax of filled scores: (scores, real) -> scores, and what is made of the weights."""

        def weigh(scores: Tensor, mask: Tensor) -> Tensor:
            real = variant.real(mask)
            return finish(filled(scores, real).softmax(dim), real)

        return weigh

    def right(scores: Tensor, real: Tensor) -> Tensor:
        return scores.masked_fill(~real, -torch.inf)

    def as_they_are(scores: Tensor, _real: Tensor) -> Tensor:
        return scores

    def of_real(change: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
        return lambda scores, mask: change(scores, variant.real(mask))

    def unstable(scores: Tensor, real: Tensor) -> Tensor:
        e = torch.where(real, scores, 0).exp() * real
        return e / e.sum(1, keepdim=True)

    def unstable_all(scores: Tensor, real: Tensor) -> Tensor:
        e = scores.exp() * real
        return e / e.sum(1, keepdim=True)

    def far_below(scores: Tensor, real: Tensor) -> Tensor:
        e = (right(scores, real) - scores[real].max()).exp()
        return e / e.sum(1, keepdim=True)

    def below_padding(scores: Tensor, real: Tensor) -> Tensor:
        e = (scores - scores.amax(1, keepdim=True)).exp() * real
        return e / e.sum(1, keepdim=True)

    def above_zeros(scores: Tensor, real: Tensor) -> Tensor:
        weights = (scores * real).softmax(1) * real
        return weights / weights.sum(1, keepdim=True)

    def with_small_number(scores: Tensor, real: Tensor) -> Tensor:
        top = torch.where(real, scores, -torch.inf).amax(1, keepdim=True)
        e = torch.where(real, (scores - top).exp(), 0)
        return e / (e.sum(1, keepdim=True) + 0.01)

    def not_normalised(scores: Tensor, real: Tensor) -> Tensor:
        return torch.where(real, scores, -torch.inf).exp()

    def by_sum(scores: Tensor, real: Tensor) -> Tensor:
        kept = torch.where(real, scores, 0)
        return kept / kept.sum(1, keepdim=True)

    def uniform(scores: Tensor, real: Tensor) -> Tensor:
        return real.to(scores) / real.sum(1, keepdim=True)

    def hard(scores: Tensor, real: Tensor) -> Tensor:
        best = right(scores, real).argmax(1)
        return torch.nn.functional.one_hot(best, scores.shape[1]).to(scores)

    def logarithm(scores: Tensor, real: Tensor) -> Tensor:
        return right(scores, real).log_softmax(1)

    turned = (
        _("the mask is inverted: here it is True in the padding")
        if variant.true_is_padding
        else _("the mask is inverted: here it is True where a token is real")
    )

    bank.known("mask_ignored", softmax(as_they_are), _("the mask is ignored: the padding gets weights"))
    bank.known(
        "mask_turned_around",
        softmax(lambda scores, real: scores.masked_fill(real, -torch.inf)),
        turned,
        softmax(lambda scores, real: scores.masked_fill(real, -1e9)),
    )
    bank.known(
        "zeroed_scores",
        softmax(lambda scores, real: scores * real),
        _("scores of the padding are set to 0 before the softmax, and exp(0) is 1; set them to -inf"),
        softmax(lambda scores, real: scores.masked_fill(~real, 1e-9)),
    )
    bank.known(
        "zeroed_weights",
        softmax(as_they_are, lambda weights, real: weights * real),
        _("weights of the padding are set to 0 after the softmax, so the others no longer sum to 1"),
    )
    bank.known(
        "too_small_a_number",
        softmax(lambda scores, real: scores.masked_fill(~real, -10)),
        _("scores of the padding are set to a number that is not small enough; set them to -inf"),
        softmax(lambda scores, real: scores.masked_fill(~real, -1)),
        softmax(lambda scores, real: scores.masked_fill(~real, -100)),
        softmax(lambda scores, real: scores.masked_fill(~real, -1000)),
    )
    bank.known(
        "number_subtracted",
        softmax(lambda scores, real: scores - 10.0 * ~real),
        _("a number is subtracted from scores of the padding, which is not enough where they are large"),
        softmax(lambda scores, real: scores - 100.0 * ~real),
    )
    bank.known(
        "unstable",
        of_real(unstable),
        _("exp of large scores is infinite: subtract the largest score of the row first, or use torch.softmax"),
        of_real(unstable_all),
    )
    bank.known(
        "largest_of_all",
        of_real(far_below),
        _("a score of another row or of the padding comes into the softmax of a row; far below it, exp is 0"),
        of_real(below_padding),
        of_real(above_zeros),
    )
    bank.known(
        "along_batch",
        softmax(right, lambda weights, _real: torch.nan_to_num(weights), dim=0),
        _("the softmax runs along the batch; it runs along the source"),
        softmax(as_they_are, lambda weights, real: weights * real, dim=0),
    )
    bank.known(
        "over_all",
        lambda scores, mask: right(scores, variant.real(mask)).flatten().softmax(0).view_as(scores),
        _("the weights of all rows together sum to 1; those of each row should"),
    )
    bank.known(
        "padding_at_the_end",
        softmax(lambda scores, real: right(scores, counted(real))),
        _("your code counts the real tokens and takes them for the first ones; the padding may stand anywhere"),
    )
    bank.known(
        "small_number_added",
        of_real(with_small_number),
        _("a number is added to the sum that divides; the weights no longer sum to 1"),
    )
    bank.known(
        "not_normalised",
        of_real(not_normalised),
        _("the weights are not divided by their sum"),
    )
    bank.known("no_exponential", of_real(by_sum), _("scores are divided by their sum, without the exponential"))
    bank.known(
        "uniform",
        of_real(uniform),
        _("all real tokens get the same weight: the scores are not used"),
    )
    bank.known(
        "hard",
        of_real(hard),
        _("the best token gets all the weight, which is hard attention; take a softmax"),
    )
    bank.known("logarithm", of_real(logarithm), _("you return the logarithm of the weights; return the weights"))
    bank.known(
        "sigmoid",
        lambda scores, mask: scores.sigmoid() * variant.real(mask),
        _("your code takes a sigmoid; take a softmax"),
    )
    bank.known("negative", softmax(lambda scores, real: right(-scores, real)), _("the sign of the scores is wrong"))

    @bank.mistake(_("all rows use the mask of the first row"))
    def first_mask(scores: Tensor, mask: Tensor) -> Tensor:
        real = variant.real(mask)[:1].expand_as(mask)
        return right(scores, real).softmax(1)

    bank.known(
        "detached",
        softmax(right, lambda weights, _real: weights.detach()),
        _("no gradient arrives, because your code uses .detach(), .data or torch.no_grad()"),
    )

    return bank.mistakes
