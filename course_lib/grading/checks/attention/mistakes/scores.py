"""Known wrong answers to `dot_product_scores` and to `mlp_scores`."""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from course_lib.grading.checks.attention.variant import Variant
from course_lib.grading.judging.check import Mistake
from course_lib.grading.judging.mistakes import Bank
from course_lib.language import _

Layers = list[tuple[Tensor, Tensor]]


def _dot(query: Tensor, keys: Tensor) -> Tensor:
    return (query[:, None] * keys).sum(2)


def dot_products() -> tuple[Mistake, ...]:
    """Of `dot_product_scores`."""

    bank = Bank()

    bank.known(
        "scaled",
        lambda query, keys: _dot(query, keys) / query.shape[1] ** 0.5,
        _("the products are divided by the root of the size, as in a Transformer; return the plain product"),
    )

    @bank.mistake(_("you return the cosine, whose query and keys are divided by their norms; return the dot product"))
    def cosine(query: Tensor, keys: Tensor) -> Tensor:
        return torch.cosine_similarity(query[:, None], keys, dim=2)

    bank.known(
        "mean",
        lambda query, keys: _dot(query, keys) / query.shape[1],
        _("the products are averaged; a dot product is their sum"),
    )

    @bank.mistake(_("you return a distance between query and key; return their dot product"))
    def distance(query: Tensor, keys: Tensor) -> Tensor:
        return -(query[:, None] - keys).square().sum(2).sqrt()

    @bank.form_of(distance)
    def squared_distance(query: Tensor, keys: Tensor) -> Tensor:
        return -(query[:, None] - keys).square().sum(2)

    @bank.mistake(_("query and keys are added; a dot product multiplies them"))
    def added(query: Tensor, keys: Tensor) -> Tensor:
        return (query[:, None] + keys).sum(2)

    @bank.mistake(_("the products are not summed over the last axis"))
    def not_summed(query: Tensor, keys: Tensor) -> Tensor:
        return query[:, None] * keys

    bank.known(
        "softmax_too_early",
        lambda query, keys: _dot(query, keys).softmax(1),
        _("your code takes a softmax; return the scores before it"),
    )
    bank.known(
        "transposed",
        lambda query, keys: _dot(query, keys).T,
        _("your result has the shape (source, batch); it must be (batch, source)"),
    )
    bank.known(
        "one_axis_more",
        lambda query, keys: keys @ query[:, :, None],
        _("your result has one axis too many; it must be (batch, source): use .squeeze on that axis"),
        lambda query, keys: query[:, None] @ keys.transpose(1, 2),
    )

    @bank.mistake(_("all rows use the query of the first row"))
    def first_query(query: Tensor, keys: Tensor) -> Tensor:
        return _dot(query[:1].expand_as(query), keys)

    @bank.mistake(_("all rows have the keys of the first row"))
    def first_keys(query: Tensor, keys: Tensor) -> Tensor:
        return _dot(query, keys[:1].expand_as(keys))

    bank.known("absolute", lambda query, keys: _dot(query, keys).abs(), _("the sign of the products is lost"))
    bank.known("negative", lambda query, keys: -_dot(query, keys), _("the sign is wrong: multiply by -1"))
    bank.known(
        "detached",
        lambda query, keys: _dot(query.detach(), keys.detach()),
        _("no gradient arrives, because your code uses .detach(), .data or torch.no_grad()"),
    )

    return bank.mistakes


def networks(variant: Variant) -> tuple[Mistake, ...]:
    """Of `mlp_scores`."""

    bank = Bank()

    def scored(
        *,
        pair: Callable[[Tensor, Tensor], Tensor] = variant.pair,
        bend: Callable[[Tensor], Tensor] = torch.tanh,
        finish: Callable[[Tensor], Tensor] = lambda x: x[:, :, 0],
        choose: Callable[[Layers], Layers] = lambda layers: layers,
        bias: Callable[[int, int, Tensor], Tensor | float] = lambda _number, _count, b: b,
        queries: Callable[[Tensor], Tensor] = lambda query: query,
        keys_of: Callable[[Tensor], Tensor] = lambda keys: keys,
    ) -> Callable[..., Tensor]:
        """A network over all pairs, with places at which it can go wrong."""

        def scores(query: Tensor, keys: Tensor, layers: Layers) -> Tensor:
            keys = keys_of(keys)
            x = pair(queries(query)[:, None].expand(-1, keys.shape[1], -1), keys)
            chosen = choose(layers)
            for number, (W, b) in enumerate(chosen):
                x = (x if number == 0 else bend(x)) @ W.T + bias(number, len(chosen), b)
            return finish(x)

        return scores

    def mean_key(keys: Tensor) -> Tensor:
        return keys.mean(1, keepdim=True).expand_as(keys)

    other = replace(variant, key_first=not variant.key_first)
    order = (
        _("the network reads the query first; the key comes first here")
        if variant.key_first
        else _("the network reads the key first; the query comes first here")
    )

    bank.known("order", scored(pair=other.pair), order)
    bank.known(
        "no_tanh",
        scored(bend=lambda x: x),
        _("tanh is missing between the layers: without it all layers together are one linear layer"),
    )

    @bank.mistake(_("tanh follows only the first layer; it follows every layer but the last one"))
    def tanh_once(query: Tensor, keys: Tensor, layers: Layers) -> Tensor:
        x = variant.pair(query[:, None].expand(-1, keys.shape[1], -1), keys)
        for number, (W, b) in enumerate(layers):
            x = x @ W.T + b
            x = torch.tanh(x) if number == 0 and len(layers) > 1 else x
        return x[:, :, 0]

    bank.known(
        "tanh_at_the_end",
        scored(finish=lambda x: torch.tanh(x[:, :, 0])),
        _("tanh follows the last layer as well; scores have no limits"),
    )

    @bank.mistake(_("your code takes the tanh of query and key before the first layer; the layer comes first"))
    def tanh_first(query: Tensor, keys: Tensor, layers: Layers) -> Tensor:
        x = torch.tanh(variant.pair(query[:, None].expand(-1, keys.shape[1], -1), keys))
        for number, (W, b) in enumerate(layers):
            x = (torch.tanh(x) if number else x) @ W.T + b
        return x[:, :, 0]

    bank.known("relu", scored(bend=torch.relu), _("your code uses relu; use tanh"))
    bank.known("sigmoid", scored(bend=torch.sigmoid), _("your code uses a sigmoid; use tanh"))
    bank.known(
        "no_biases",
        scored(bias=lambda _number, _count, _b: 0),
        _("the biases are missing"),
    )
    bank.known(
        "no_last_bias",
        scored(bias=lambda number, count, b: b if number < count - 1 else 0),
        _("the bias of the last layer is missing"),
    )
    bank.known(
        "bias_subtracted",
        scored(bias=lambda _number, _count, b: -b),
        _("the biases are subtracted; they are added"),
    )
    bank.known(
        "softmax_too_early",
        scored(finish=lambda x: x[:, :, 0].softmax(1)),
        _("your code takes a softmax; return the scores before it"),
    )
    bank.known(
        "one_axis_more",
        scored(finish=lambda x: x),
        _("your result keeps the last axis of size 1; it must be (batch, source)"),
    )
    bank.known(
        "transposed",
        scored(finish=lambda x: x[:, :, 0].T),
        _("your result has the shape (source, batch); it must be (batch, source)"),
    )
    bank.known(
        "query_ignored",
        scored(queries=torch.zeros_like),
        _("the query is not used"),
    )
    bank.known(
        "keys_ignored",
        scored(keys_of=torch.zeros_like),
        _("the keys are not used: the query is compared with nothing"),
    )
    bank.known(
        "mean_key",
        scored(keys_of=mean_key),
        _("the network reads the mean of all keys; each score is that of its own key"),
    )
    bank.known(
        "first_query",
        scored(queries=lambda query: query[:1].expand_as(query)),
        _("all rows use the query of the first row"),
    )
    bank.known(
        "negative",
        scored(finish=lambda x: -x[:, :, 0]),
        _("the sign is wrong: multiply by -1"),
    )
    bank.known(
        "detached",
        scored(finish=lambda x: x[:, :, 0].detach()),
        _("no gradient arrives, because your code uses .detach(), .data or torch.no_grad()"),
    )

    return bank.mistakes
