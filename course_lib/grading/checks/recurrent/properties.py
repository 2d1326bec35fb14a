"""What the checks of the exercise `recurrent` demand beyond values and gradients."""

from torch import Tensor

from course_lib.grading.judging.check import Failure, Property
from course_lib.grading.judging.forms import as_tensor, expect_form
from course_lib.grading.judging.trial import Trial
from course_lib.grading.worker.protocol import same, tensors_in
from course_lib.language import _


def exploded(regime: str, sentence: str) -> Property:
    """The clipped gradients are zero; the norm is no finite number: of infinity and nan, either may come."""

    def test(trial: Trial) -> None:
        for request in trial.requests(regime, some=True):
            got, wanted = trial.ask(request).outputs[-1], trial.expected(request)
            norm = as_tensor(got[1]) if isinstance(got, tuple) and len(got) == 2 else None
            if isinstance(norm, Tensor) and norm.isfinite().all():
                raise Failure(
                    _(
                        "the norm of these gradients is infinite or not a number, and that is the norm to return; "
                        "yours is {got:.3g}"
                    ).format(got=float(norm.flatten()[0]) if norm.numel() else 0)
                )
            clipped = got[0] if isinstance(got, tuple) and len(got) == 2 else got
            if any(tensor.any() for tensor in tensors_in(clipped)):  # nan is not zero either
                raise Failure(
                    _(
                        "the norm of these gradients is infinite or not a number: every entry of every clipped "
                        "gradient must be zero; yours are not"
                    )
                )
            expect_form(trial.check.returns[0], clipped, wanted[0])

    return Property(name=regime, points=0.25, sentence=sentence, test=test)


def vanished() -> Property:
    """The norms of a gradient that is nearly zero are right in proportion: a small number that is added would show."""

    def test(trial: Trial) -> None:
        for request in trial.requests("small", some=True):
            for _norms, got, wanted in trial.leaves(request):
                size = wanted.max()
                if not same(got / size, wanted / size):
                    raise Failure(
                        _(
                            "the norms of a gradient as small as {size:.0e} are wrong in proportion: "
                            "is a small number added, or is the gradient measured by differences?"
                        ).format(size=float(size))
                    )

    return Property(
        name="small",
        points=0.25,
        sentence=_("a gradient that has nearly vanished works, in float32"),
        test=test,
    )
