"""Known wrong answers to `sample`."""

from collections.abc import Callable
from itertools import count
from typing import Any

import torch
from torch import Generator, Tensor

from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Model = Callable[..., tuple[Tensor, Any]]


def _kept(logits: Tensor, top_k: int | None) -> Tensor:
    """Logits, those of unlikely symbols at minus infinity."""
    if top_k is None:
        return logits
    least = logits.sort(dim=-1, descending=True).values[:, top_k - 1 : top_k]
    return logits.where(logits >= least, -torch.inf)


def _draw(p: Tensor, generator: Generator | None) -> Tensor:
    return torch.multinomial(p, 1, generator=generator)


def _right(
    model: Model,
    prompt: Tensor,
    max_new_tokens: int,
    temperature: float,
    top_k: int | None,
    generator: Generator,
    *,
    kept: Callable[[Tensor, int | None], Tensor] = _kept,
    warmed: Callable[[Tensor, float], Tensor] = lambda logits, temperature: logits / temperature,
    drawn: Callable[[Tensor, Generator], Tensor] = _draw,
    first: Callable[[Tensor], Tensor] = lambda prompt: prompt,
    place: int = -1,
    feed: Callable[[list[Tensor]], Tensor] = lambda read: read[-1],
    carry: bool = True,
) -> Tensor:
    """Writing, with places at which it can go wrong; `read` is the prompt and what was written."""
    read, symbols, state = [prompt], first(prompt), None
    for _step in range(max_new_tokens):
        logits, after = model(symbols, state)
        state = after if carry else None
        p = torch.softmax(warmed(kept(logits[:, place], top_k), temperature), dim=-1)
        read.append(drawn(p, generator))
        place = -1
        symbols = feed(read)
    return torch.cat(read[1:], dim=1)


def _with(**changed: Any) -> Callable[..., Tensor]:
    return lambda *arguments: _right(*arguments, **changed)


def _longer(by: int) -> Callable[..., Tensor]:
    def sample(model: Model, prompt: Tensor, max_new_tokens: int, *rest: Any) -> Tensor:
        return _right(model, prompt, max_new_tokens + by, *rest)

    return sample


def _evenly(p: Tensor, generator: Generator) -> Tensor:
    return _draw((p > 0).double(), generator)


def _evenly_among_all(p: Tensor, generator: Generator) -> Tensor:
    return _draw(torch.ones_like(p), generator)


def _one_for_all(p: Tensor, generator: Generator) -> Tensor:
    return _draw(p[:1], generator).expand(len(p), 1)


def _one_number_for_all(p: Tensor, generator: Generator) -> Tensor:
    number = torch.rand(1, 1, generator=generator, dtype=p.dtype).expand(len(p), 1).contiguous()
    return torch.searchsorted(p.cumsum(-1), number).clamp(max=p.shape[-1] - 1)


def _more(by: int) -> Callable[[Tensor, int | None], Tensor]:
    """With k = 1 there is always one left."""

    def kept(logits: Tensor, top_k: int | None) -> Tensor:
        return _kept(logits, None if top_k is None else min(logits.shape[-1], max(1, top_k + by)))

    return kept


def _unlikeliest(logits: Tensor, top_k: int | None) -> Tensor:
    if top_k is None:
        return logits
    limit = logits.sort(dim=-1).values[:, top_k - 1 : top_k]
    return logits.where(logits <= limit, -torch.inf)


def _elsewhere() -> Callable[..., Tensor]:
    """Numbers of its own, new ones in each call."""
    numbers = count()
    return _with(drawn=lambda p, _generator: _draw(p, Generator().manual_seed(next(numbers))))


def _last_character_again(model: Model, prompt: Tensor, *rest: Any) -> Tensor:
    """The whole prompt, then its last character once more."""
    _logits, start = model(prompt, None)
    return _right(lambda symbols, state: model(symbols, state or start), prompt[:, -1:], *rest)


def _whole(read: list[Tensor]) -> Tensor:
    return torch.cat(read, dim=1)


def mistakes() -> tuple[Mistake, ...]:
    bank = Bank()

    @bank.mistake(_("you return the prompt as well; return only the characters after it"))
    def prompt_returned(model: Model, prompt: Tensor, *rest: Any) -> Tensor:
        return torch.cat([prompt, _right(model, prompt, *rest)], dim=1)

    @bank.form_of(prompt_returned)
    def with_prompt_cut_to_length(model: Model, prompt: Tensor, max_new_tokens: int, *rest: Any) -> Tensor:
        return prompt_returned(model, prompt, max_new_tokens, *rest)[:, :max_new_tokens]

    bank.known(
        "always_likeliest",
        _with(drawn=lambda p, _generator: p.argmax(dim=-1, keepdim=True)),
        _("you take the most likely symbol each time; draw each symbol with its probability"),
    )
    bank.known(
        "drawn_uniformly",
        _with(drawn=_evenly),
        _("you draw all symbols with equal probability; draw each with its own, from its logit"),
        _with(drawn=_evenly_among_all),
    )
    bank.known(
        "temperature_ignored",
        _with(warmed=lambda logits, _temperature: logits),
        _("the temperature has no effect: divide the logits by it, before softmax"),
    )
    bank.known(
        "temperature_multiplied",
        _with(warmed=lambda logits, temperature: logits * temperature),
        _("the logits are multiplied by the temperature; they are divided by it"),
    )
    bank.known(
        "top_k_ignored",
        _with(kept=lambda logits, _top_k: logits),
        _("top_k has no effect: your code draws symbols that are not among the k most likely"),
    )
    bank.known(
        "top_k_one_more",
        _with(kept=_more(1)),
        _("you keep more or fewer than top_k symbols: look at where the kept ones end"),
        _with(kept=_more(-1)),
    )
    bank.known(
        "top_k_of_the_unlikeliest",
        _with(kept=_unlikeliest),
        _("you keep the least likely symbols, not the most likely: look at the direction of the sorting"),
    )
    bank.known(
        "state_not_carried",
        _with(carry=False),
        _("the model starts from zeros for each character: give it the state that it returned"),
    )
    bank.known(
        "not_fed_back",
        _with(feed=lambda read: read[0]),
        _("the symbol that was drawn is not the next input: the model reads the same characters again"),
        _with(feed=lambda read: read[0][:, -1:]),
        _with(feed=lambda read: read[1]),
    )
    bank.known(
        "prompt_cut",
        _with(first=lambda prompt: prompt[:, -1:]),
        _("the model reads only one character of the prompt; it must read all of it first"),
        _with(first=lambda prompt: prompt[:, :1]),
        _with(first=lambda prompt: prompt[:, :-1]),
    )
    bank.known(
        "first_scores",
        _with(place=0),
        _("you take the logits after the first character of the prompt; take those after the last one"),
    )
    bank.known(
        "one_draw_for_all",
        _with(drawn=_one_for_all),
        _("rows share one draw, or the probabilities of the first row; draw for each row separately, from its own"),
        _with(drawn=_one_number_for_all),
        _with(drawn=lambda p, generator: _draw(p[:1].expand_as(p).contiguous(), generator)),
    )
    bank.known(
        "read_again",
        _with(feed=_whole),
        _("the model reads earlier characters again; its state holds them already, so give it only the new character"),
        _with(feed=lambda read: torch.cat(read[1:], dim=1)),
        _with(feed=lambda read: torch.cat(read, dim=1)[:, 1:]),
        _with(feed=lambda read: torch.cat(read[-2:], dim=1)),
        _last_character_again,
    )
    bank.add(
        Mistake(
            "generator_ignored",
            _("your random numbers do not come from the generator: pass it to the function that draws"),
            (_elsewhere,),
        )
    )

    @bank.mistake(
        _("your code sets a seed in every call, so that each call writes the same text; use the generator as it comes")
    )
    def seeded_each_time(
        model: Model, prompt: Tensor, max_new_tokens: int, temperature: float, top_k: int | None, _generator: Any
    ) -> Tensor:
        return _right(model, prompt, max_new_tokens, temperature, top_k, Generator().manual_seed(0))

    bank.known(
        "one_too_many",
        _longer(1),
        _("you write one character too many or too few"),
        _longer(-1),
    )
    bank.known(
        "time_first",
        lambda *arguments: _right(*arguments).T,
        _("your result has the shape (max_new_tokens, batch); the batch axis comes first"),
    )

    return bank.mistakes
