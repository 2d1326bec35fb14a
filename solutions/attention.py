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
# *18 points by the checks, 2 points by a person. About 90 minutes.*
#
# You write attention in four small functions, put them together into one step of a decoder, fix an attention that was wrong in public
# for six years, and read a heat map. The page *Attention* of the book has the equations; the messages of the checks refer to them by their labels
# (`eq:attention-dot`). The last cell trains what you wrote; it is not graded.
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# says within a second what is right and what is wrong, and you can run it as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there.
#
# **Conventions of the whole exercise.** The batch axis comes first. A mask is **True where a token is real**, and every row has at least one real token; padding may
# stand anywhere in a row, not only at its end, and in every row of a batch. The padding holds arbitrary values and must not matter. Where two vectors are concatenated,
# the text says which one comes first. Work on the device and dtype of your inputs, never change an argument in place, and keep nothing from one call to the next. Gradients flow through
# every answer as through its equations, to all floating-point arguments: nothing on the way is detached.
#
# **What you build on is an argument.** In part 5, `cell`, `score`, `softmax` and `attend` are functions that you are given. The check passes small ones of
# its own, which are not those of parts 1 to 4: call them as their table says, and use nothing else of them.
#
# **What is up to you.** How you compute it: loops, `@`, `einsum`, `torch.nn.functional`, your own helper functions. Results may differ from
# ours by rounding, even that of float32; a tuple, a list and a named tuple are the same.

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
# How well does each key match the query?
#
# $$
# e_i = \langle q, k_i \rangle
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `query` | (batch, hidden) | $q$: one query per row |
# | `keys` | (batch, source, hidden) | $k_i$: the keys of each row |
#
# Return the scores, of shape (batch, source). Nothing is divided, and no softmax is applied yet.


# %% answer="dot_product_scores"
def dot_product_scores(query: Tensor, keys: Tensor) -> Tensor:
    """The dot product of the query of each row and each of its keys."""
    ### BEGIN SOLUTION
    return (keys @ query[:, :, None])[:, :, 0]
    ### END SOLUTION


# %% check="dot_product_scores" points=2
check("dot_product_scores", dot_product_scores)

# %% [markdown]
# ## 2. Compare by a network (3 points)
#
# The lecture: *« P peut aussi être un réseau de neurones (et même profond !) »*. The network reads query and key, concatenated, **the query first, then the key**, and outputs one
# number. With hidden layers $1, \dots, n$ and an output layer:
#
# $$
# a^{(0)}_i = [q, h_i], \qquad a^{(k)}_i = \tanh\bigl(W^{(k)} a^{(k-1)}_i + b^{(k)}\bigr), \qquad e_i = W^{(n+1)} a^{(n)}_i + b^{(n+1)}
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `query` | (batch, hidden) | one query per row |
# | `keys` | (batch, source, key) | the keys; their size may differ from that of the query |
# | `layers` | a list of pairs | weights $W$ of shape (out, in) and bias $b$ of shape (out,) of each layer, in order; the last one has one output, and **no tanh** after it |
#
# There may be one hidden layer, several or none; with none there is only the output layer. Return the scores, of shape (batch, source).


# %% answer="mlp_scores"
def mlp_scores(query: Tensor, keys: Tensor, layers: list[tuple[Tensor, Tensor]]) -> Tensor:
    """The output of the network for the query of each row and each of its keys."""
    ### BEGIN SOLUTION
    queries = query[:, None].expand(-1, keys.shape[1], -1)
    x = torch.cat((queries, keys), dim=2)
    for number, (W, b) in enumerate(layers):
        if number > 0:
            x = torch.tanh(x)
        x = x @ W.T + b
    return x[:, :, 0]
    ### END SOLUTION


# %% check="mlp_scores" points=3
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
# The padding may hold scores that are larger than all others. Return the weights, of shape (batch, source).


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
# | `weights` | (batch, source) | $\alpha$, arbitrary numbers, used as they are |
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
# ## 5. One step of a decoder (4 points)
#
# The state **before** the step is the query. The cell reads word and context, concatenated, **the word first, then the context**:
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


# %% check="attentive_step" points=4
check("attentive_step", attentive_step)

# %% [markdown]
# ## 6. Find the mistake (2 points)
#
# For six years an official tutorial contained code like the function below. It ran, the loss fell, and its pictures looked like attention. Read it before you read on:
# `A` has a row for every position of the source.

# %% given="wrong"
def wrong_attention(x_t: Tensor, s: Tensor, h: Tensor, mask: Tensor, A: Tensor) -> tuple[Tensor, Tensor]:
    """Attention that is wrong."""
    scores = torch.cat((x_t, s), dim=1) @ A.T
    weights = torch.softmax(scores.where(mask, torch.tensor(-torch.inf, dtype=scores.dtype)), dim=1)
    return torch.einsum("ns,nsb->nb", weights, h), weights


# %% [markdown]
# The states `h` are never compared with anything: where the decoder looks depends on the word and on its own state, not on what is there. Fix it: the query is $[x_t, s]$, and
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

# %% [markdown] task="reading_a_heat_map" points=2
# ## 7. Reading a heat map (2 points, read by a person)
#
# Answer in five to ten sentences of your own, in a new cell below this one.
#
# A decoder with the step of part 5 was trained to write words backward, on random letters, and its training was ended early, after 250 steps. Then it read *network* and wrote,
# letter by letter, each time the most likely one. Each row is a step, with the letter that was written on the left; each column is a letter that was read. The numbers are the weights in per cent;
# those below 10 are left out. The encoder reads in both directions.
#
# ![Heat map of the weights in per cent, columns n e t w o r k. Row k: 98 on k. Row r: 88 on r. Row w: 48 on w, 46 on o. Row o: 23 on t, 44 on w, 25 on o. Row t: 55 on t, 34 on w. Row e: 69 on e, 23 on t. Row n: 69 on n, 26 on e. Row end: 97 on n.](attention.png)
#
# (a) In which step is the largest weight on the wrong letter, and on which letter should it be? Which letters of the output are wrong?
#
# (b) In the step after that, the largest weight is on the right letter, and what is written is wrong all the same. How is this possible? Think of what the state $h_i$
# of this encoder holds besides its own letter, and of what else the decoder knows.
#
# (c) In the last row, where the word ends, 97 % of the weight is on *n*. Does this weight mean anything? Why can it not be zero everywhere?
#
# (d) Somebody says: "The dark cells lie on a diagonal, so this decoder compares its state with the letters." Why would the wrong attention of part 6, trained on words of seven
# letters only, draw the same picture? Describe one test that tells the two apart.
#
# ### BEGIN MARK SCHEME
# **Rubric**
#
# | criterion | points |
# |---|---|
# | (a) step 3: 48 % on *w*, where *o* (46 %) is the letter to write; *o* and *w* are exchanged in the output, the other letters are right | 0.5 |
# | (b) one reason: $h_i$ of a bidirectional encoder also holds the neighbours of its letter; the context is a mixture, in which *o* and *t* have about half; or the decoder has just written *w* and its state knows it. So the letter is not simply the one with the largest weight | 0.5 |
# | (c) a softmax sums to 1, so the weight has to be somewhere; nothing has to be read to end the word, so it says little about the result | 0.5 |
# | (d) scores that depend on the step alone can learn “at step t look at position 7 − t” without looking at what is there; a test: change one state (or one letter) and see whether the scores change, or use words of other lengths | 0.5 |
#
# **Model answer** (2 of 2). (a) In the third step the largest weight, 48 %, is on *w*, and *o* has 46 %; it should be on *o*. The network writes *krwoten* instead of *krowten*: w and o are
# exchanged. (b) In the fourth step *w* has the largest weight, with 44 %, but *t* and *o* have 48 % together, so the context is a mixture of three states. Each state also holds something of the letters beside
# its own, since the encoder reads in both directions, and the decoder knows that it has just written a *w*. A weight says where a vector came from, not which letter follows from it. (c) The
# weights are a softmax and have to sum to 1, so they are somewhere even if nothing is needed. To write the end the decoder does not need a letter, and this weight explains nothing. (d) With words of
# one length the right position depends only on the number of the step, and the wrong attention can learn that from its own state. I would exchange one $h_i$ for random numbers and look at the scores: in the wrong
# attention no score changes.
#
# **Three made-up answers**
#
# - *1.75 of 2.* "Row 3 has its maximum on w instead of o, and the output has w and o swapped. The state of w also contains o because the encoder is bidirectional, so the decoder can get the o from
#   there. The weights must sum to one, in the end it just stays at the last place. The wrong attention only depends on the step, so it would draw a diagonal as well. I would try it with longer
#   words." (all is there; (c) does not say that the weight has no meaning for the result: 0.25)
# - *1 of 2.* "The third step looks at w and not at o, so it writes w, and then o. In the fourth step the mistake is that the decoder does not use the attention. The last row is on n because softmax sums to 1 and the
#   end needs no letter. The diagonal proves that attention works." ((a) and (c) are right; (b) gives no reason; (d) is denied)
# - *0 of 2.* "The picture shows that the network understands the word: it goes from the last letter to the first one. The light cells are noise." (nothing is read from the rows)
# ### END MARK SCHEME

# %% [markdown]
# ## See it learn (not graded)
#
# Your functions learn to write words backward. `attentive_step` is put into a small decoder, which compares by `dot_product_scores`, normalises by `masked_softmax`
# and sums by `attend`. The two heat maps show where it looks while it writes *lecture* backward, before and after training: the dark cells should come to lie on the diagonal from the upper
# right to the lower left, though nobody tells the network so. This takes less than half a minute. With `steps=250, word="network"` you get the heat map of part 7; try your own words.

# %% play="see_it_learn"
from course_lib.see_it_learn.attention import see_it_learn

see_it_learn(dot_product_scores, masked_softmax, attend, attentive_step)

# %% [markdown]
# ## For those who are bored (no points)
#
# **Multi-head attention** (Vaswani et al., 2017): write `multi_head(query, keys, mask, W_q, W_k, W_v, heads)` from parts 1, 3 and 4. Project query, keys and values by the three matrices of shape (size, size), cut
# each result into `heads` parts of size $d = \text{size} / \text{heads}$, let each head attend with the scores $\langle q, k_i \rangle / \sqrt{d}$, and concatenate the contexts.
#
# Check yourself: with one head and three identity matrices, the result is `attend` of the masked softmax of the dot products, divided by $\sqrt{\text{size}}$. With random matrices and four
# heads it equals `torch.nn.MultiheadAttention(size, 4, bias=False, batch_first=True)`, once your matrices are stacked into its `in_proj_weight` and its `out_proj.weight` is the identity. Mind that its
# `key_padding_mask` is True in the *padding*.
