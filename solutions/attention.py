# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Exercise: attention
#
# *20 points by the checks. About 90 minutes.*
#
# You write attention in four small functions, put them together into one step of a decoder, and mend an attention that was wrong in public
# for six years. The page *Attention* of the book has the equations; the messages of the checks name them by their labels (`eq:attention-dot`).
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# tells within a second what is right and what is wrong, as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there.
#
# **Conventions of the whole exercise.** The batch axis comes first. A mask is **True where a token is real**, and every row has at least one real token; padding may
# stand anywhere in a row, not only at its end, and in every row of a batch. What stands in the padding is rubbish and must not matter. Where two vectors stand side by side,
# it is said which one comes first. Work on the device and dtype of your inputs, never change an argument in place, and keep nothing from one call to the next. Gradients flow through
# every answer as through its equations, to all floating-point arguments: nothing on the way is detached.
#
# **What you build on is an argument.** In part 5, `cell`, `score`, `softmax` and `attend` are functions that you are given. The check passes small ones of
# its own, which are not those of parts 1 to 4: call them as their table says, and use nothing else of them.
#
# **What is free.** How you compute it: loops, `@`, `einsum`, `torch.nn.functional`, your own helper functions. Results may differ from
# ours by rounding, also by that of float32; a tuple, a list and a named tuple are the same.

# %% install="install"
# On Colab, and wherever the course is not installed yet.
try:
    import course_lib
except ModuleNotFoundError:
    # %pip install -q "git+REPOSITORY_URL"
    pass

# %% given="setup"
import torch
from torch import Tensor

from course_lib.grading import checks_for

check = checks_for("attention")

State = tuple[Tensor, Tensor]

# %% [markdown]
# ## 1. Compare by dot products (2 points)
#
# How well each key answers the query:
#
# $$
# e_i = \langle q, k_i \rangle
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `query` | (batch, hidden) | $q$: one query for each row |
# | `keys` | (batch, source, hidden) | $k_i$: the keys of each row |
#
# Return the scores, of shape (batch, source). Nothing is divided, and no softmax is taken yet.


# %% answer="dot_product_scores"
def dot_product_scores(query: Tensor, keys: Tensor) -> Tensor:
    """The dot product of the query of each row and each of its keys."""
    ### BEGIN SOLUTION
    return (keys @ query[:, :, None])[:, :, 0]
    ### END SOLUTION


# %% check="dot_product_scores" points=2
check("dot_product_scores", dot_product_scores)

# %% [markdown]
# ## 2. Compare by a network (4 points)
#
# The lecture: *« P peut aussi être un réseau de neurones (et même profond !) »*. The network reads query and key side by side, **the query first, then the key**, and says one
# number. With hidden layers $1, \dots, n$ and an output layer:
#
# $$
# a^{(0)}_i = [q, h_i], \qquad a^{(k)}_i = \tanh\bigl(W^{(k)} a^{(k-1)}_i + b^{(k)}\bigr), \qquad e_i = W^{(n+1)} a^{(n)}_i + b^{(n+1)}
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `query` | (batch, hidden) | one query for each row |
# | `keys` | (batch, source, key) | the keys; their size may be another one than that of the query |
# | `layers` | a list of pairs | weights $W$ of shape (out, in) and bias $b$ of shape (out,) of each layer, the first one first; the last one has one output, and **no tanh** behind it |
#
# There may be one hidden layer, several or none; with none there is only the output layer. Return the scores, of shape (batch, source).


# %% answer="mlp_scores"
def mlp_scores(query: Tensor, keys: Tensor, layers: list[tuple[Tensor, Tensor]]) -> Tensor:
    """What the network says of the query of each row and each of its keys."""
    ### BEGIN SOLUTION
    queries = query[:, None].expand(-1, keys.shape[1], -1)
    x = torch.cat((queries, keys), dim=2)
    for number, (W, b) in enumerate(layers):
        if number > 0:
            x = torch.tanh(x)
        x = x @ W.T + b
    return x[:, :, 0]
    ### END SOLUTION


# %% check="mlp_scores" points=4
check("mlp_scores", mlp_scores)

# %% [markdown]
# ## 3. Normalise (4 points)
#
# A softmax over the real tokens of each row; the padding gets the weight zero:
#
# $$
# \alpha_i = \frac{m_i\, e^{e_i}}{\sum_j m_j\, e^{e_j}}
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `scores` | (batch, source) | $e$; they may be large, of either sign |
# | `mask` | (batch, source), bool | True where a token is real; there is one in every row |
#
# In the padding stand scores that may be larger than all others. Return the weights, of shape (batch, source).


# %% answer="masked_softmax"
def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Weights that sum to 1 over the real tokens of each row."""
    ### BEGIN SOLUTION
    return torch.softmax(scores.masked_fill(~mask, -torch.inf), dim=1)
    ### END SOLUTION


# %% check="masked_softmax" points=4
check("masked_softmax", masked_softmax)

# %% [markdown]
# ## 4. Sum (3 points)
#
# The context is the sum of the values, each times its weight:
#
# $$
# z = \sum_i \alpha_i h_i
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `weights` | (batch, source) | $\alpha$, any numbers: they are taken as they come |
# | `values` | (batch, source, value) | $h_i$ |
#
# Return the context, of shape (batch, value).


# %% answer="attend"
def attend(weights: Tensor, values: Tensor) -> Tensor:
    """The weighted sum of the values of each row."""
    ### BEGIN SOLUTION
    return (weights[:, :, None] * values).sum(dim=1)
    ### END SOLUTION


# %% check="attend" points=3
check("attend", attend)

# %% [markdown]
# ## 5. One step of a decoder (5 points)
#
# The state **before** the step asks; the context enters the cell beside the word, **the word first, then the context**:
#
# $$
# e = \operatorname{score}(s_{t-1}, h), \qquad
# \alpha = \operatorname{softmax}(e, m), \qquad
# z_t = \operatorname{attend}(\alpha, h), \qquad
# (s, c)_t = \operatorname{cell}\bigl([x_t, z_t], (s, c)_{t-1}\bigr)
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `cell` | | a function `(input, state) -> state`: the input is (batch, input + encoder) |
# | `score` | | a function `(query, keys) -> scores` |
# | `softmax` | | a function `(scores, mask) -> weights`; it is **not** the one of part 3 |
# | `attend` | | a function `(weights, values) -> context`; it is **not** the one of part 4 |
# | `x_t` | (batch, input) | the word, already embedded |
# | `state` | a pair of (batch, hidden) | $(s, c)_{t-1}$; its first part is the query |
# | `encoder_states` | (batch, source, encoder) | $h$, every state of the encoder: keys and values |
# | `mask` | (batch, source), bool | True where a token is real |
#
# Return `(state, context, weights)`: the state after the step, a pair; the context $z_t$; and the weights.


# %% answer="attentive_step"
def attentive_step(
    cell, score, softmax, attend, x_t: Tensor, state: State, encoder_states: Tensor, mask: Tensor
) -> tuple[State, Tensor, Tensor]:
    """Compare, normalise, sum, and step."""
    ### BEGIN SOLUTION
    weights = softmax(score(state[0], encoder_states), mask)
    context = attend(weights, encoder_states)
    return cell(torch.cat((x_t, context), dim=1), state), context, weights
    ### END SOLUTION


# %% check="attentive_step" points=5
check("attentive_step", attentive_step)

# %% [markdown]
# ## 6. Find the mistake (2 points)
#
# Code like the function below stood in an official tutorial for six years. It ran, the loss fell, and its pictures looked like attention. Read it before you read on:
# `A` has a row for every place of the source.

# %% given="wrong"
def wrong_attention(x_t: Tensor, s: Tensor, h: Tensor, mask: Tensor, A: Tensor) -> tuple[Tensor, Tensor]:
    """Attention that is wrong."""
    scores = torch.cat((x_t, s), dim=1) @ A.T
    weights = torch.softmax(scores.where(mask, torch.tensor(-torch.inf, dtype=scores.dtype)), dim=1)
    return torch.einsum("ns,nsb->nb", weights, h), weights


# %% [markdown]
# The states `h` are never compared with anything: where it looks depends on the word and on its own state, and not on what stands there. Mend it: the query is $[x_t, s]$, and
# every state $h_i$ is compared with it by a network with one hidden layer,
#
# $$
# e_i = v^\top \tanh\bigl(W [x_t, s] + U h_i\bigr)
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `x_t` | (batch, input) | the word |
# | `s` | (batch, hidden) | the state of the decoder |
# | `h` | (batch, source, encoder) | every state of the encoder |
# | `mask` | (batch, source), bool | True where a token is real |
# | `W`, `U`, `v` | (out, input + hidden), (out, encoder), (out,) | the weights of the network |
#
# Return `(context, weights)`, as the function above does, with a masked softmax over the scores.


# %% answer="mended_attention"
def mended_attention(
    x_t: Tensor, s: Tensor, h: Tensor, mask: Tensor, W: Tensor, U: Tensor, v: Tensor
) -> tuple[Tensor, Tensor]:
    """Attention that looks at what it weighs."""
    ### BEGIN SOLUTION
    query = torch.cat((x_t, s), dim=1) @ W.T
    scores = torch.tanh(query[:, None] + h @ U.T) @ v
    weights = torch.softmax(scores.masked_fill(~mask, -torch.inf), dim=1)
    return (weights[:, :, None] * h).sum(dim=1), weights
    ### END SOLUTION


# %% check="mended_attention" points=2
check("mended_attention", mended_attention)
