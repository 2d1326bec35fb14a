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
# *18 points by the checks, 2 points by a person. About 60 minutes.*
#
# You stack recurrent networks, reverse padded sentences, let two networks read a sentence from its two ends, and read from a
# result what a network can see. The page *Stacked and bidirectional networks* of the book has the equations; the messages of the checks
# refer to them by their labels (`eq:stacked-h`). The last cell trains what you wrote; it is not graded.
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# says within a second what is right and what is wrong, and you can run it as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there. The solutions are public; this exercise is for practice.
#
# **Conventions of the whole course.** Sequences are padded tensors, the batch axis comes first. `lengths[n]` says how many
# tokens of row `n` are real; the padding after them holds arbitrary values and must not matter. A state is a pair `(h, c)`. Work on the
# device and dtype of your inputs, never change an argument in place, lists included, and keep nothing from one call to the next.
# Gradients flow through every answer as through its equations: nothing on the way is detached.
#
# **What you build on is an argument.** `unroll`, `reverse` and the steps are functions that you are given. The check passes small ones of
# its own, which are not those of the exercise *LSTM*: call them as their tables say, and use nothing else of them.
#
# **What is up to you.** How you compute it: loops, `gather`, indices, your own helper functions and cells. Results may differ from
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
# ## 2. Reverse the real tokens (4 points)
#
# To read a sentence backwards, put its real tokens in the opposite order. Its padding stays where it is:
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
# | `x` | (batch, time, …) | padded sequences: vectors (batch, time, input), or word ids (batch, time), which are integers, some of them large |
# | `lengths` | (batch,), integers from 1 to time | real tokens $\ell$ of each row; all of them may be shorter than time |
#
# Return a tensor of the shape and exactly the dtype of `x`. Applied twice, the function changes nothing.


# %% answer="reverse_padded"
def reverse_padded(x: Tensor, lengths: Tensor) -> Tensor:
    """The real tokens of each row in the opposite order; padding stays where it is."""
    ### BEGIN SOLUTION
    time = torch.arange(x.shape[1], device=x.device)
    source = torch.where(time < lengths[:, None], lengths[:, None] - 1 - time, time)
    rows = torch.arange(x.shape[0], device=x.device)
    return x[rows[:, None], source]
    ### END SOLUTION


# %% check="reverse_padded" points=4
check("reverse_padded", reverse_padded)

# %% [markdown]
# ## 3. From both ends (8 points)
#
# One network reads the sentence forward, another one reads it backward. At each token their hidden states are concatenated:
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
# | `reverse` | | a function `(x, lengths) -> x` in place of part 2: it puts the real tokens in another order, and applied twice it changes nothing |
# | `steps` | a list of two | the forward step and the backward step; each is an argument for `unroll` |
# | `x` | (batch, time, input) | padded inputs |
# | `lengths` | (batch,), integers from 1 to time | real tokens of each row |
# | `states` | a list of two pairs of (batch, hidden) | the first state of the forward and of the backward direction |
#
# The check's own `reverse` is **not** the one of part 2: it reorders tokens in another way. Use it wherever a sequence has to be
# reversed. Return the pair `(h, states)`: `h` of shape (batch, time, 2·hidden), the forward direction first, where `h[n, t]` belongs to token `t` for
# both directions; and the list of the two last states, forward first. The last state of the backward direction is the one in
# which its own reading ended.


# %% answer="bidirectional_unroll"
def bidirectional_unroll(
    unroll, reverse, steps: list, x: Tensor, lengths: Tensor, states: list[State]
) -> tuple[Tensor, list[State]]:
    """Read x from both ends: the h of both directions at each token, and both last states."""
    ### BEGIN SOLUTION
    h_forward, last_forward = unroll(steps[0], x, lengths, states[0])
    h_backward, last_backward = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    h = torch.cat((h_forward, reverse(h_backward, lengths)), dim=2)
    return h, [last_forward, last_backward]
    ### END SOLUTION


# %% check="bidirectional_unroll" points=8
check("bidirectional_unroll", bidirectional_unroll)

# %% [markdown] task="what_a_position_sees" points=2
# ## 4. What a position can see (2 points, read by a person)
#
# Answer in five to ten sentences of your own, in a new cell below this one.
#
# Three networks read the same sentence of **five** tokens, $x_0$ to $x_4$, which is padded to length 8. The table shows how much the state
# at token 3 depends on each input: the norm of $\partial h_3 / \partial x_j$, rounded. One network is a stack of two layers that reads forward,
# one is the bidirectional network of part 3, and one was meant to be bidirectional too but has a mistake.
#
# | network | $x_0$ | $x_1$ | $x_2$ | $x_3$ | $x_4$ | $x_5$ | $x_6$ | $x_7$ |
# |---|---|---|---|---|---|---|---|---|
# | A | 0.14 | 0.27 | 0.21 | 0.78 | 0.24 | 0.15 | 0.18 | 0.24 |
# | B | 0.12 | 0.22 | 0.09 | 0.06 | 0 | 0 | 0 | 0 |
# | C | 0.14 | 0.27 | 0.21 | 0.57 | 0.30 | 0 | 0 | 0 |
#
# (a) Which network is which? Name the entries of the table that show it.
#
# (b) What is the mistake in the third network, and what happens to its answers when the same sentence comes in a batch with
# a longer one?
#
# (c) The book's networks restore the punctuation of a text without any: reading forward reaches an F1 of 19 %, two layers that read forward
# 18 %, and one layer of two directions 47 %, all with the same number of parameters. Explain with the rows B and C why the second layer does
# not help and the second direction does.
#
# (d) Somebody trains network C to predict the next token $x_{t+1}$ from $h_t$, and the loss falls almost to 0. Which entry of the table explains it, and why
# is this network useless for writing text?
#
# ### BEGIN MARK SCHEME
# **Rubric**
#
# | criterion | points |
# |---|---|
# | (a) B is the stack (nothing after $x_3$), C the bidirectional network (all real tokens, no padding), A has the mistake (it depends on the padding $x_5$ to $x_7$) | 0.5 |
# | (b) A reverses the whole row, padding included, instead of the real tokens; so its answers change with the amount or the values of the padding | 0.5 |
# | (c) every layer of the stack reads states that have seen nothing later, so no depth brings in the words to come, and a pause or an end depends on them | 0.5 |
# | (d) the entry at $x_4$ is not 0: $h_3$ has already read the token that it is to predict; while writing there is no such token yet | 0.5 |
#
# **Model answer** (2 of 2). (a) B reads forward: its entries after $x_3$ are 0, and a second layer does not change that. C is the bidirectional network: it
# depends on all five real tokens and on no padding. A depends on $x_5$ to $x_7$, which are padding, so A has the mistake. (b) Its backward direction
# reads the whole row flipped, so it starts in the padding. With a longer sentence in the batch there is more padding, and the answers for this sentence
# change although the sentence is the same. (c) The second layer of B reads the states of the first one, and these have seen nothing after $x_3$: the zeros stay. Where
# a sentence ends is decided by the words after that place, and C has an entry for them. (d) The state $h_3$ of C depends on $x_4$ (0.30), which is the
# answer: it can be copied. When the network writes, the next token does not exist yet, so nothing that it has learned applies.
#
# **Three made-up answers**
#
# - *1.5 of 2.* "B is the forward stack because of the zeros from $x_4$ on, C is bidirectional, A is the wrong one since it uses $x_5$–$x_7$. In A `flip` was used on the whole
#   row, so the result depends on how much padding there is. Two layers see the same tokens as one. C cheats: $x_4$ is in $h_3$." ((c) does not say why the
#   task needs the words to come: 0.25; (d) does not say what happens while writing: 0.25)
# - *1 of 2.* "A is the bidirectional one because it sees everything, B is forward, C is the one with the mistake because it misses $x_5$ to $x_7$. A deeper network still only
#   looks to the left, but a comma depends on what comes next. Predicting $x_{t+1}$ is easy when $x_4$ is visible at $t = 3$; in generation you do not have it."
#   (padding was taken for text in (a) and (b); (c) and (d) are right)
# - *0 of 2.* "A is best because its numbers are the largest. Bidirectional networks have more parameters, so their F1 is higher. The loss of C is 0 because it has
#   learned the language." (nothing is read from the zeros, and the parameters are the same)
# ### END MARK SCHEME

# %% [markdown]
# ## See it learn (not graded)
#
# Your functions in a task that needs the words to come. Each token of a random row is one of six symbols, and the network has to say
# whether this symbol comes again later in its row. `stacked_unroll` runs two layers that read forward; `bidirectional_unroll` and
# `reverse_padded` run one layer of two directions. The dashed line is the lowest loss that is possible without seeing what follows: the
# first curve should stop there, the second one should cross it. This takes about half a minute. Change the cell as you like (`steps=`, `hidden_size=`,
# `seed=`): it is never run while a submission is graded.

# %% play="see_it_learn"
from course_lib.see_it_learn.stacked import see_it_learn

see_it_learn(stacked_unroll, reverse_padded, bidirectional_unroll)

# %% [markdown]
# ## For those who are bored (no points)
#
# Write `residual_unroll(unroll, steps, x, lengths, states)`: a stack in which every layer *adds* to what it reads,
# $h^{(k)}_t = h^{(k-1)}_t + \operatorname{LSTM}^{(k)}(h^{(k-1)})_t$, with all sizes equal. Then stack 2, 4, 8 and 16 layers with `stacked_unroll` and with
# `residual_unroll`, using `LSTMCell` and `lstm_unroll` of `course_lib.lstm`, and measure the norm of the gradient of $\sum_t h_t$ of the top at the inputs.
#
# Check yourself: if every step returns a zero `h`, the result is `x` itself wherever a token is real; and the norms of the plain stack shrink with its depth while
# those of the residual one do not. Can you also say why the last hidden state of a layer in `states` is no longer the last `h` that the next layer reads?
