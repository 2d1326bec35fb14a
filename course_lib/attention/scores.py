"""How well each key answers a query, and the sum that follows from it."""

from collections.abc import Sequence
from typing import cast

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from course_lib.language import _

Layer = tuple[Float[Tensor, "_out _in"], Float[Tensor, " _out"]]
"""The weights and the bias of a linear layer, with sizes of its own."""


def dot_product_scores(
    query: Float[Tensor, "batch *target hidden"],
    keys: Float[Tensor, "batch source hidden"],
) -> Float[Tensor, "batch *target source"]:
    """How well each key answers the query: their dot product.

    Query and keys have the same size.

    >>> keys = torch.tensor([[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]])
    >>> dot_product_scores(torch.tensor([[1.0, 2.0]]), keys)
    tensor([[1., 2., 3.]])

    Equation: eq:attention-dot.
    """
    return torch.einsum("n...h,nsh->n...s", query, keys)  # eq:attention-dot


def mlp_scores(
    query: Float[Tensor, "batch *target hidden"],
    keys: Float[Tensor, "batch source key"],
    layers: Sequence[Layer],
) -> Float[Tensor, "batch *target source"]:
    """How well each key answers the query: the output of a network for both.

    It reads the two side by side, the query first. All `layers` but the last
    are followed by tanh; the last one has one output. With one layer alone,
    the query adds the same number to every score, and after the softmax it
    has no effect.

    Equation: eq:attention-mlp; with one hidden layer, Bahdanau et al. (2015).

    Raises:
        ValueError: there is no layer, or the last one has more than one
            output.
    """
    _check_layers(layers)
    (W, b), *others = layers
    # W [query, key] without writing all pairs down
    W_query, W_key = W.split([query.shape[-1], keys.shape[-1]], dim=1)
    return _further(query @ W_query.T, keys @ W_key.T + b, others)


def _further(
    query: Float[Tensor, "batch *target hidden"],
    keys: Float[Tensor, "batch source hidden"],
    layers: Sequence[Layer],
) -> Float[Tensor, "batch *target source"]:
    """The scores, from what the first layer makes of query and keys."""
    between = [1] * (query.ndim - 2)
    x = query[..., None, :] + keys.view(len(keys), *between, *keys.shape[1:])
    for W, b in layers:
        x = nn.functional.linear(torch.tanh(x), W, b)  # eq:attention-mlp
    return x.squeeze(-1)


def masked_softmax(
    scores: Float[Tensor, "batch *target source"],
    mask: Bool[Tensor, "batch source"]
    | Bool[Tensor, "batch *target source"]
    | None,
) -> Float[Tensor, "batch *target source"]:
    """Weights that are positive for real tokens, else zero, and sum to 1.

    The mask is True for a real token. It is the same for all steps, or has
    one row for each: then a step can be kept from seeing what comes later.

    >>> mask = torch.tensor([[True, True, False]])
    >>> masked_softmax(torch.tensor([[0.0, 0.0, 5.0]]), mask)
    tensor([[0.5000, 0.5000, 0.0000]])

    Equation: eq:attention-softmax.

    Raises:
        ValueError: a row of the mask has no token, or the mask has a wrong
            shape.
    """
    check_mask(mask, scores)
    return unchecked_softmax(scores, mask)


def unchecked_softmax(scores: Tensor, mask: Tensor | None) -> Tensor:
    """`masked_softmax` with a mask that `check_mask` has seen."""
    if mask is not None:
        between = [1] * (scores.ndim - mask.ndim)
        mask = mask.view(len(mask), *between, *mask.shape[1:])
        scores = scores.masked_fill(~mask, -torch.inf)
    return scores.softmax(-1)  # eq:attention-softmax


def _check_layers(layers: Sequence[Layer]) -> None:
    outputs = len(layers[-1][0]) if layers else 0
    if outputs != 1:
        sentence = _(
            "There are {count} layers, the last with {outputs} outputs; "
            "wanted at least one, with 1 output."
        )
        raise ValueError(sentence.format(count=len(layers), outputs=outputs))


def check_mask(
    mask: Tensor | None, like: Float[Tensor, "batch *_ source"]
) -> None:
    """Raise unless the mask fits `like` and has a token in each row.

    It may be the same for all steps of `like` or have a row for each.

    Raises:
        ValueError: it does not.
        TypeError: the mask is not of the dtype bool.
    """
    if mask is None:
        return
    wanted: dict[tuple[int, ...], str]
    wanted = {(like.shape[0], like.shape[-1]): "(batch, source)"}
    if like.ndim == 3:
        wanted[tuple(like.shape)] = "(batch, target, source)"
    if mask.dtype != torch.bool:
        sentence = _(
            "mask has the dtype {got}; "
            "wanted torch.bool, True where a token is real."
        )
        raise TypeError(sentence.format(got=mask.dtype))
    if tuple(mask.shape) not in wanted:
        sentence = _("mask has the shape {got}; wanted {wanted}.")
        one = _("{shape}, which is {axes}")
        shapes = _(" or ").join(
            one.format(shape=shape, axes=axes)
            for shape, axes in wanted.items()
        )
        got = tuple(mask.shape)
        raise ValueError(sentence.format(got=got, wanted=shapes))
    if not mask.is_meta and not bool(mask.any(-1).all()):
        empty = ~mask.any(-1)
        rows = empty.view(len(mask), -1).any(1).nonzero().flatten().tolist()
        sentence = _(
            "mask has no token in the rows {rows}; "
            "attention needs at least one. Leave empty rows out."
        )
        raise ValueError(sentence.format(rows=rows))


def attend(
    weights: Float[Tensor, "batch *target source"],
    values: Float[Tensor, "batch source value"],
) -> Float[Tensor, "batch *target value"]:
    """The context: the sum of the values, each times its weight.

    Equation: eq:attention-context.
    """
    return torch.einsum(  # eq:attention-context
        "n...s,nsv->n...v", weights, values
    )


class BilinearScore(nn.Module):
    """Compares by a matrix between query and keys, whose sizes may differ.

    It is the score “general” in Luong et al. (2015).
    """

    def __init__(self, query_size: int, key_size: int) -> None:
        super().__init__()
        self.key = nn.Linear(key_size, query_size, bias=False)

    def keys(
        self, encoder_states: Float[Tensor, "batch source encoder"]
    ) -> Float[Tensor, "batch source hidden"]:
        """The query-independent part of the score, once for a sentence."""
        return self.key(encoder_states)  # type: ignore[no-any-return]

    def forward(
        self,
        query: Float[Tensor, "batch *target hidden"],
        keys: Float[Tensor, "batch source hidden"],
    ) -> Float[Tensor, "batch *target source"]:
        return dot_product_scores(query, keys)


class MLPScore(nn.Module):
    """Compares by a network with one hidden layer for each size in `hidden`.

    With [] it has no hidden layer at all.

    Raises:
        ValueError: a size is smaller than 1.
    """

    def __init__(
        self, query_size: int, key_size: int, hidden: Sequence[int]
    ) -> None:
        super().__init__()
        if any(size < 1 for size in hidden):
            sentence = _("hidden is {got}; wanted sizes of at least 1.")
            raise ValueError(sentence.format(got=list(hidden)))
        sizes = [query_size + key_size, *hidden, 1]
        self.query_size, self.key_size = query_size, key_size
        self.linears = nn.ModuleList(map(nn.Linear, sizes[:-1], sizes[1:]))

    @property
    def layers(self) -> list[Layer]:
        """The layers as `mlp_scores` takes them."""
        linears = cast("list[nn.Linear]", list(self.linears))
        return [(linear.weight, linear.bias) for linear in linears]

    def keys(
        self, encoder_states: Float[Tensor, "batch source encoder"]
    ) -> Float[Tensor, "batch source output"]:
        """The query-independent part of the first layer."""
        (W, b), *_others = self.layers
        W_key = W[:, self.query_size :]
        return nn.functional.linear(encoder_states, W_key, b)

    def forward(
        self,
        query: Float[Tensor, "batch *target hidden"],
        keys: Float[Tensor, "batch source output"],
    ) -> Float[Tensor, "batch *target source"]:
        (W, _b), *others = self.layers
        W_query = W[:, : self.query_size]
        return _further(nn.functional.linear(query, W_query), keys, others)
