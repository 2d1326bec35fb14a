"""Writing with a network: a character is drawn, and is the next input."""

import math

import torch
from jaxtyping import Float, Int
from torch import Generator, Tensor

from course_lib.generative.learning import Model, reading
from course_lib.language import _


def probabilities(
    logits: Float[Tensor, "*batch vocab"],
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
) -> Float[Tensor, "*batch vocab"]:
    """The probabilities from which the next symbol is drawn.

    A temperature below 1 makes likely symbols more likely; at 0 only the most
    likely one is left. `top_k` leaves the k most likely ones, `top_p` the
    fewest that together have at least this probability (Holtzman et al.,
    2020): of what `top_k` leaves, if both are given. Of equal ones the first
    come first.

    >>> probabilities(torch.tensor([0.0, 1.0, 3.0]), top_k=2)
    tensor([0.0000, 0.1192, 0.8808])

    Raises:
        ValueError: the temperature is negative, top_k smaller than 1, or
            top_p no share above 0.
    """
    if not 0 <= temperature < math.inf:
        sentence = _("temperature is {got}; wanted a number of at least 0.")
        raise ValueError(sentence.format(got=temperature))
    if top_k is not None and top_k < 1:
        sentence = _("top_k is {got}; wanted a whole number of at least 1.")
        raise ValueError(sentence.format(got=top_k))
    if top_p is not None and not 0 < top_p <= 1:
        sentence = _(
            "top_p is {got}; wanted a share above 0 and of at most 1."
        )
        raise ValueError(sentence.format(got=top_p))
    if temperature == 0:
        temperature, top_k = 1.0, 1
    # a small temperature must not overflow
    logits = (logits - logits.max(dim=-1, keepdim=True).values) / temperature
    p = torch.softmax(logits, dim=-1)  # eq:generative-temperature
    p, order = p.sort(dim=-1, descending=True, stable=True)
    if top_k is not None:
        p = p.where(torch.arange(p.shape[-1], device=p.device) < top_k, 0)
        p = p / p.sum(dim=-1, keepdim=True)
    if top_p is not None:
        before = p.cumsum(dim=-1) - p
        p = p.where(before < top_p, 0)
        p = p / p.sum(dim=-1, keepdim=True)
    return torch.zeros_like(p).scatter(-1, order, p)


def sample(
    model: Model,
    prompt: Int[Tensor, "batch time"],
    max_new_tokens: int,
    temperature: float = 1.0,
    top_k: int | None = None,
    generator: Generator | None = None,
    *,
    top_p: float | None = None,
) -> Int[Tensor, "batch output"]:
    """`max_new_tokens` characters that go on from each row of the prompt.

    They are drawn one after the other: each is the next input, and the state
    is carried, so nothing is read twice. The symbols of all rows are drawn by
    the generator in one call.

    >>> from course_lib.generative import CharLM
    >>> model = CharLM(vocab_size=5, hidden_size=8)
    >>> sample(model, torch.tensor([[0, 3, 1]]), max_new_tokens=7).shape
    torch.Size([1, 7])

    Raises:
        ValueError: max_new_tokens is smaller than 1; see also
            `probabilities`, and `CharLM.forward` for the prompt.
    """
    if max_new_tokens < 1:
        sentence = _(
            "max_new_tokens is {got}; wanted a whole number of at least 1."
        )
        raise ValueError(sentence.format(got=max_new_tokens))
    outputs: list[Tensor] = []
    symbols, states = prompt, None
    with reading(model):
        for _step in range(max_new_tokens):
            logits, states = model(symbols, states)
            p = probabilities(logits[:, -1], temperature, top_k, top_p)
            symbols = torch.multinomial(p, 1, generator=generator)
            outputs.append(symbols)
    return torch.cat(outputs, dim=1)
