"""The settings of the recipe."""

from dataclasses import dataclass

MEASURED = 200_000
"""So many characters at most of the parts held out are measured."""


@dataclass(frozen=True)
class Recipe:
    """How the network reads."""

    corpus: str = "speeches"
    data: str | None = None
    """Where the whole of linux was made; None: the small part."""
    hidden_size: int = 256
    num_layers: int = 1
    dropout: float = 0.1
    steps: int = 1500
    epochs: int = 10
    """At most so many times the whole corpus: a small one is learned by heart sooner than the steps are done."""
    batch: int = 16
    time: int = 64
    lr: float = 3e-3
    evaluate_every: int = 500
    seed: int = 0

    def steps_with(self, batches: int) -> int:
        """The steps of the LSTM where the corpus has so many batches."""
        return min(self.steps, self.epochs * batches)

    def once(self, batches: int) -> int:
        """The step of the evaluation that is nearest to the end of the first reading."""
        return self.evaluate_every * max(1, round(batches / self.evaluate_every))
