"""The LSTM's peer: a Transformer of about the same size, trained for the same minutes on the same text."""

import math
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.generative import CharLM, next_character_batches
from course_lib.recipes.generative import corpora
from course_lib.recipes.generative.recipe import MEASURED, Recipe
from course_lib.recipes.runs import Place, parameters, trained
from course_lib.training import Settings, generator_for, linear

ROWS, TIME, LR = 8, 64, 1e-3
"""Of the Transformer: the best of those tried for 2.5 minutes on tunes that need no warm-up of the learning rate."""
TIMES = 1.5
"""So many steps of the Transformer take as long as one of the LSTM: both learn for the same minutes."""


class Transformer(nn.Module):
    """A small Transformer that reads letters: each sees those before it, `time` at most (Vaswani et al., 2017)."""

    def __init__(self, vocab_size: int, size: int, heads: int, num_layers: int, time: int, dropout: float) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, size)
        self.places = nn.Embedding(time, size)
        for table in (self.embedding, self.places):
            # PyTorch's initialisation, 50 times as large, learns far more slowly
            nn.init.normal_(table.weight, std=0.02)
        layer = nn.TransformerEncoderLayer(size, heads, 4 * size, dropout, batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, num_layers, nn.LayerNorm(size), enable_nested_tensor=False)
        self.readout = nn.Linear(size, vocab_size)

    def forward(
        self, text: Int[Tensor, "batch time"], _states: None = None
    ) -> tuple[Float[Tensor, "batch time vocab"], None]:
        time = text.shape[1]
        future = nn.Transformer.generate_square_subsequent_mask(time, text.device)
        x = self.embedding(text) + self.places(torch.arange(time, device=text.device))
        return self.readout(self.layers(x, future, is_causal=True)), None

    def loss(self, batch: tuple[Tensor, Tensor]) -> Float[Tensor, ""]:
        text, labels = batch
        return nn.functional.cross_entropy(self(text)[0].flatten(0, 1), labels.flatten())


def read_with_attention(recipe: Recipe, place: Place) -> dict[str, Any]:
    """Train a Transformer on pieces of the same text; its bits on the part for the test.

    A piece of text starts without a memory of what stood before, so every second half alone is measured.
    """
    corpus = corpora.corpus_of(recipe)
    lstm = CharLM(len(corpus.vocabulary), recipe.hidden_size, recipe.num_layers)
    num_layers = 4
    # a layer has 12 * size ** 2 weights: as many in all as the LSTM has
    size = max(16, 16 * round((parameters(lstm) / (12 * num_layers)) ** 0.5 / 16))
    train, validation, test = (
        corpus.encode(part, max_length).to(place.device)
        for part, max_length in (("train", None), ("validation", 50_000), ("test", MEASURED))
    )

    def pieces(step: int) -> tuple[Tensor, Tensor]:
        starts = torch.randint(len(train) - TIME, (ROWS,), generator=generator_for(recipe.seed, step))
        rows = train[(starts[:, None] + torch.arange(TIME + 1)).to(train.device)]
        return rows[:, :-1], rows[:, 1:]

    steps = round(TIMES * recipe.steps_with(len(next_character_batches(train, recipe.batch, recipe.time))))
    settings = Settings(steps, LR, schedule=linear, seed=recipe.seed, evaluate_every=max(1, steps // 5))
    model, done = trained(
        lambda: Transformer(len(corpus.vocabulary), size, 4, num_layers, TIME, recipe.dropout),
        pieces,
        next_character_batches(validation, ROWS, TIME),
        settings,
        place,
        "transformer",
        evaluate=lambda model: _bits_of_windows(model, validation),
    )
    with torch.no_grad():
        bits = _bits_of_windows(model, test)
    return {"bits": bits, "parameters": parameters(model), "minutes": done.seconds / 60}


def _bits_of_windows(model: Transformer, text: Int[Tensor, " length"]) -> float:
    """Bits a character, each character after at least half a window of others."""
    half = TIME // 2
    nats, count = 0.0, 0
    for start in range(0, len(text) - TIME, half):
        piece = text[start : start + TIME + 1]
        logits = model(piece[None, :-1])[0][0, half:]
        nats += nn.functional.cross_entropy(logits, piece[1 + half :], reduction="sum").item()
        count += len(logits)
    return nats / max(1, count) / math.log(2)
