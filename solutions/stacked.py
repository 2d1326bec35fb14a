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
# # Exercise: stacks, and two directions
#
# *20 points by the checks. About 60 minutes.*
#
# You put recurrent networks on top of each other, turn padded sentences around, and let two networks read a sentence from
# its two ends. The page *Stacked and bidirectional networks* of the book has the equations; the messages of the checks name them by their
# labels (`eq:stacked-h`).
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# tells within a second what is right and what is wrong, as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there. The solutions are public; this exercise is for practice.
#
# **Conventions of the whole course.** Sequences are padded tensors, the batch axis comes first. `lengths[n]` says how many
# tokens of row `n` are real; what stands behind them is rubbish and must not matter. A state is a pair `(h, c)`. Work on the
# device and dtype of your inputs, never change an argument in place, lists included, and keep nothing from one call to the next.
# Gradients flow through every answer as through its equations: nothing on the way is detached.
#
# **What you build on is an argument.** `unroll`, `reverse` and the steps are functions that you are given. The check passes small ones of
# its own, which are not those of the exercise *LSTM*: call them as their tables say, and use nothing else of them.
#
# **What is free.** How you compute it: loops, `gather`, indices, your own helper functions and cells. Results may differ from
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

check = checks_for("stacked")

State = tuple[Tensor, Tensor]

# %% [markdown]
# ## 1. A stack (6 points)
#
# The bottom layer reads the inputs. Every other layer reads the hidden states of the layer below it, one for each token:
#
# $$
# h^{(0)}_t = x_t, \qquad (h, c)^{(k)}_t = \operatorname{step}^{(k)}\bigl(h^{(k-1)}_t, (h, c)^{(k)}_{t-1}\bigr)
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `unroll` | | a function `(step, x, lengths, state) -> (h, state)`: runs a step over a whole padded sequence, and returns every h and the last state |
# | `steps` | a list | the steps of the layers, the bottom one first; each is an argument for `unroll` |
# | `x` | (batch, time, input) | padded inputs |
# | `lengths` | (batch,), integers from 1 to time | real tokens of each row; all of them may be shorter than time |
# | `states` | a list of pairs of (batch, hidden) | the state of each layer before the first token, the bottom one first |
#
# Layers may have different hidden sizes, and there may be any number of them. Return the pair `(h, states)`: every h of the **top**
# layer, with as many time steps as `x`, and the list of the last states of all layers, the bottom one first.


# %% answer="stacked_unroll"
def stacked_unroll(
    unroll, steps: list, x: Tensor, lengths: Tensor, states: list[State]
) -> tuple[Tensor, list[State]]:
    """Run a stack of layers over x: every h of the top, and the last state of each layer."""
    ### BEGIN SOLUTION
    h, last = x, []
    for step, state in zip(steps, states):
        h, state = unroll(step, h, lengths, state)
        last.append(state)
    return h, last
    ### END SOLUTION


# %% check="stacked_unroll" points=6
check("stacked_unroll", stacked_unroll)

# %% [markdown]
# ## 2. Turn around what is real (5 points)
#
# To read a sentence backwards, its real tokens are put in the opposite order, and its padding stays where it is:
#
# $$
# \operatorname{reverse}(x)_t =
# \begin{cases}
# x_{\ell - 1 - t} & t < \ell \\
# x_t & t \ge \ell
# \end{cases}
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `x` | (batch, time, …) | padded sequences: vectors (batch, time, input), or numbers of words (batch, time), which are integers, some of them large |
# | `lengths` | (batch,), integers from 1 to time | real tokens $\ell$ of each row; all of them may be shorter than time |
#
# Return a tensor of the shape and exactly the dtype of `x`. Done twice, it changes nothing.


# %% answer="reverse_padded"
def reverse_padded(x: Tensor, lengths: Tensor) -> Tensor:
    """The real tokens of each row in the opposite order; padding stays where it is."""
    ### BEGIN SOLUTION
    time = torch.arange(x.shape[1], device=x.device)
    source = torch.where(time < lengths[:, None], lengths[:, None] - 1 - time, time)
    rows = torch.arange(x.shape[0], device=x.device)
    return x[rows[:, None], source]
    ### END SOLUTION


# %% check="reverse_padded" points=5
check("reverse_padded", reverse_padded)

# %% [markdown]
# ## 3. From both ends (9 points)
#
# One network reads the sentence forward, another one reads it backward. At each token their hidden states stand side by side:
#
# $$
# h_t = \bigl[\,\overrightarrow{h}_t \,;\; \overleftarrow{h}_t\,\bigr]
# $$
#
# where $\overrightarrow{h}_t$ has seen the tokens $x_0, \dots, x_t$, and $\overleftarrow{h}_t$ the tokens $x_{\ell-1}, \dots, x_t$: **both have seen $x_t$**.
#
# | argument | shape | meaning |
# |---|---|---|
# | `unroll` | | as in part 1; the h that it returns are zero in the padding |
# | `reverse` | | a function `(x, lengths) -> x` in the place of part 2: it puts the real tokens in another order, and done twice it changes nothing |
# | `steps` | a list of two | the forward step and the backward step; each is an argument for `unroll` |
# | `x` | (batch, time, input) | padded inputs |
# | `lengths` | (batch,), integers from 1 to time | real tokens of each row |
# | `states` | a list of two pairs of (batch, hidden) | the first state of the forward and of the backward direction |
#
# The check's own `reverse` is **not** the one of part 2: it turns tokens around in another way. Use it wherever a sequence has to be turned
# around. Return the pair `(h, states)`: `h` of shape (batch, time, 2·hidden), the forward direction first, where `h[n, t]` belongs to token `t` for
# both directions; and the list of the two last states, forward first. The last state of the backward direction is the one in
# which its own reading ended.


# %% answer="bidirectional_unroll"
def bidirectional_unroll(
    unroll, reverse, steps: list, x: Tensor, lengths: Tensor, states: list[State]
) -> tuple[Tensor, list[State]]:
    """Read x from both ends: both h side by side at each token, and both last states."""
    ### BEGIN SOLUTION
    h_forward, last_forward = unroll(steps[0], x, lengths, states[0])
    h_backward, last_backward = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h = torch.cat((h_forward, reverse(h_backward, lengths)), dim=2)
    return h, [last_forward, last_backward]
    ### END SOLUTION


# %% check="bidirectional_unroll" points=9
check("bidirectional_unroll", bidirectional_unroll)
