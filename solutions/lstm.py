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
# # Exercise: the LSTM
#
# *18 points by the checks, 2 points by a person. About 90 minutes.*
#
# You write the cell of the lecture, run it over padded sentences, turn it into a module, build a cell that torch does
# not have, derive a backward pass by hand, and read how far gradients travel along the cell. The page *LSTM* of the book has the
# equations; the messages of the checks refer to them by their labels (`eq:lstm-c`). The last cell trains what you wrote; it is not graded.
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# says within a second what is right and what is wrong, and you can run it as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there.
#
# **Conventions of the whole course.** Sequences are padded tensors, the batch axis comes first. `lengths[n]` says how many
# tokens of row `n` are real; the padding after them holds arbitrary values and must not matter. A state is the pair `(h, c)`. Work
# on the device and dtype of your inputs, never change an argument in place, and keep nothing from one call to the next. Gradients
# flow through parts 1 to 4 as through their equations: nothing on the way is detached.
#
# **What is up to you.** How you compute it: loops, one product or eight, `einsum`, your own helper functions and cells.
# Results may differ from ours by rounding, even that of float32; a tuple, a list and a named tuple are the same.
#
# **What can cost points.** Calling a function of torch that is the whole answer (`torch.lstm_cell`, `torch.nn.LSTM`, `torch.nn.LSTMCell`), or
# letting autograd do the part that says *by hand*: the instructor is told, and decides whether the points of that part are
# withdrawn; the check itself deducts nothing. You may compare your answer with a built-in in a cell of your own.

# %% install="install"
# On Colab, and wherever the course is not installed yet.
try:
    import course_lib
except ModuleNotFoundError:
    # %pip install -q "git+REPOSITORY_URL"
    pass

# %% given="setup"
import torch
from torch import Tensor, nn

from course_lib.grading import checks_for

check = checks_for("lstm")

# %% [markdown]
# ## 1. One step (4 points)
#
# $$
# \begin{aligned}
# i_t &= \sigma(U_i x_t + W_i h_{t-1} + b_i) &
# f_t &= \sigma(U_f x_t + W_f h_{t-1} + b_f) \\
# g_t &= \tanh(U_g x_t + W_g h_{t-1} + b_g) &
# o_t &= \sigma(U_o x_t + W_o h_{t-1} + b_o) \\
# c_t &= i_t \odot g_t + f_t \odot c_{t-1} &
# h_t &= o_t \odot \tanh(c_t)
# \end{aligned}
# $$
#
# The weights of the four gates are packed into one tensor each, in the order **i, f, g, o**: with hidden size $H$, gate number
# $k$ (counted from 0) has the rows $kH, kH+1, \dots, kH+H-1$.
#
# | argument | shape | meaning |
# |---|---|---|
# | `x_t` | (batch, input) | the input of this step |
# | `state` | pair of (batch, hidden) | $(h_{t-1}, c_{t-1})$ |
# | `U` | (4·hidden, input) | weights on $x_t$, packed |
# | `W` | (4·hidden, hidden) | weights on $h_{t-1}$, packed |
# | `b` | (4·hidden,) | biases, packed |
#
# Return the pair $(h_t, c_t)$, each of shape (batch, hidden).


# %% answer="lstm_step"
def lstm_step(
    x_t: Tensor, state: tuple[Tensor, Tensor], U: Tensor, W: Tensor, b: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of the LSTM: the state (h, c) after the input x_t."""
    ### BEGIN SOLUTION
    h, c = state
    packed = x_t @ U.T + h @ W.T + b
    i, f, g, o = packed.unflatten(-1, (4, -1)).unbind(-2)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
    ### END SOLUTION


# %% check="lstm_step" points=4
check("lstm_step", lstm_step)

# %% [markdown]
# ## 2. Over time (4 points)
#
# Run any recurrent cell over a batch of padded sequences. `step` is the cell: `step(x_t, state)` returns the next state.
# The check passes a small cell of its own, which is no LSTM: use `step` and nothing else of it.
#
# | argument | shape | meaning |
# |---|---|---|
# | `step` | | a function `(x_t, state) -> state` |
# | `x` | (batch, time, input) | padded inputs; the padding holds arbitrary finite numbers |
# | `lengths` | (batch,), integers from 1 to time | real tokens of each row; all of them may be shorter than time |
# | `state` | pair of (batch, hidden) | the state before the first input |
#
# Return the pair `(h, state)`. `h` has shape (batch, time, hidden): `h[n, t]` is $h_t$ of row `n` while `t < lengths[n]`, and
# **zero** at padded positions. `state` is the pair $(h, c)$ of each row **after its last real token**.


# %% answer="lstm_unroll"
def lstm_unroll(
    step, x: Tensor, lengths: Tensor, state: tuple[Tensor, Tensor]
) -> tuple[Tensor, tuple[Tensor, Tensor]]:
    """Run step over the real tokens of x: all h, and the last state of each row."""
    ### BEGIN SOLUTION
    h, c = state
    outputs = []
    for t, x_t in enumerate(x.unbind(1)):
        real = (t < lengths)[:, None]
        h_next, c_next = step(x_t, (h, c))
        outputs.append(torch.where(real, h_next, torch.zeros_like(h_next)))
        h, c = torch.where(real, h_next, h), torch.where(real, c_next, c)
    return torch.stack(outputs, dim=1), (h, c)
    ### END SOLUTION


# %% check="lstm_unroll" points=4
check("lstm_unroll", lstm_unroll)

# %% [markdown]
# ## 3. As a module (2 points)
#
# A module owns the parameters. `step(x_t, state, U, W, b)` has the signature of part 1 and `unroll(step, x, lengths, state)` that of
# part 2; the check passes its own, so a mistake above costs nothing here.
#
# - The parameters are called `U`, `W` and `b`, with the shapes and the packing of part 1.
# - Before training every entry is drawn uniformly from $[-1/\sqrt{H}, 1/\sqrt{H}]$ ($H$ is the hidden size), except the biases of the
#   **forget gate**, which are all equal to `forget_bias` (0 is a value like any other).
# - Every entry is drawn on its own. Your module may keep other things, but no other parameters.
# - `forward` returns what `unroll` returns. Without a `state` it starts from zeros.


# %% answer="LSTM"
class LSTM(nn.Module):
    """An LSTM over padded sequences, from a step and an unroll."""

    def __init__(self, input_size: int, hidden_size: int, step, unroll, forget_bias: float = 1.0):
        super().__init__()
        ### BEGIN SOLUTION
        bound = hidden_size**-0.5
        self.step, self.unroll = step, unroll
        self.U = nn.Parameter(torch.empty(4 * hidden_size, input_size).uniform_(-bound, bound))
        self.W = nn.Parameter(torch.empty(4 * hidden_size, hidden_size).uniform_(-bound, bound))
        self.b = nn.Parameter(torch.empty(4 * hidden_size).uniform_(-bound, bound))
        with torch.no_grad():
            i, f, g, o = self.b.unflatten(-1, (4, -1)).unbind(-2)
            f.fill_(forget_bias)
        ### END SOLUTION

    def forward(
        self, x: Tensor, lengths: Tensor, state: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        ### BEGIN SOLUTION
        if state is None:
            zeros = x.new_zeros(len(lengths), self.W.shape[1])
            state = (zeros, zeros)

        def bound_step(x_t, state):
            return self.step(x_t, state, self.U, self.W, self.b)

        return self.unroll(bound_step, x, lengths, state)
        ### END SOLUTION


# %% check="LSTM" points=2
check("LSTM", LSTM)

# %% [markdown]
# ## 4. A cell that torch does not have (4 points)
#
# Two ideas from the LSTM's history in one cell. *Coupled* gates: the cell writes exactly where it forgets.
# *Peepholes*: gates look at the memory cell itself, through one weight for each unit.
#
# $$
# \begin{aligned}
# f_t &= \sigma(U_f x_t + W_f h_{t-1} + p_f \odot c_{t-1} + b_f) \\
# i_t &= 1 - f_t \\
# g_t &= \tanh(U_g x_t + W_g h_{t-1} + b_g) \\
# c_t &= i_t \odot g_t + f_t \odot c_{t-1} \\
# o_t &= \sigma(U_o x_t + W_o h_{t-1} + p_o \odot c_t + b_o) \\
# h_t &= o_t \odot \tanh(c_t)
# \end{aligned}
# $$
#
# The output gate looks at the **new** cell $c_t$. `U` (3·hidden, input), `W` (3·hidden, hidden) and `b` (3·hidden,) are packed in the order
# **f, g, o**, and the peepholes `p` (2·hidden,) in the order **f, o**, in rows as in part 1.


# %% answer="coupled_peephole_step"
def coupled_peephole_step(
    x_t: Tensor, state: tuple[Tensor, Tensor], U: Tensor, W: Tensor, b: Tensor, p: Tensor
) -> tuple[Tensor, Tensor]:
    """One step of a cell with coupled gates and peepholes: the state (h, c) after x_t."""
    ### BEGIN SOLUTION
    h, c = state
    packed = x_t @ U.T + h @ W.T + b
    f, g, o = packed.unflatten(-1, (3, -1)).unbind(-2)
    p_f, p_o = p.unflatten(-1, (2, -1)).unbind(-2)
    f = torch.sigmoid(f + p_f * c)
    i = 1 - f
    c = i * torch.tanh(g) + f * c
    h = torch.sigmoid(o + p_o * c) * torch.tanh(c)
    return h, c
    ### END SOLUTION


# %% check="coupled_peephole_step" points=4
check("coupled_peephole_step", coupled_peephole_step)

# %% [markdown]
# ## 5. Backward, by hand (4 points)
#
# What autograd does for one step of part 1, written out. A loss $L$ depends on $h_t$ and $c_t$; you are given
# $\partial L/\partial h_t$ and $\partial L/\partial c_t$ (the second one is what arrives from the *later* steps) and what the forward pass
# kept. The new $c_t$ is not among it: you compute it again from the gates.
#
# | argument | shape | meaning |
# |---|---|---|
# | `d_state` | pair of (batch, hidden) | $(\partial L/\partial h_t, \partial L/\partial c_t)$ |
# | `x_t`, `state`, `U`, `W` | as in part 1 | the arguments of the forward step |
# | `gates` | four of (batch, hidden) | $(i_t, f_t, g_t, o_t)$, **after** their σ or tanh, always in this order |
#
# Return `(d_x, d_state, d_U, d_W, d_b)`: the gradients with respect to `x_t`, the pair `state`, `U`, `W` and `b`, in their shapes and packing.
# No autograd here: this is the exercise *by hand*.


# %% answer="lstm_step_backward"
def lstm_step_backward(
    d_state: tuple[Tensor, Tensor],
    x_t: Tensor,
    state: tuple[Tensor, Tensor],
    gates: tuple[Tensor, Tensor, Tensor, Tensor],
    U: Tensor,
    W: Tensor,
) -> tuple[Tensor, tuple[Tensor, Tensor], Tensor, Tensor, Tensor]:
    """The gradients of one LSTM step, by the chain rule."""
    ### BEGIN SOLUTION
    d_h, d_c = d_state
    h, c = state
    i, f, g, o = gates
    tanh_c = torch.tanh(i * g + f * c)
    d_c = d_c + d_h * o * (1 - tanh_c**2)
    # through σ and tanh, to what stands inside them
    d_i = d_c * g * i * (1 - i)
    d_f = d_c * c * f * (1 - f)
    d_g = d_c * i * (1 - g**2)
    d_o = d_h * tanh_c * o * (1 - o)
    d_packed = torch.stack((d_i, d_f, d_g, d_o), dim=-2).flatten(-2)
    return d_packed @ U, (d_packed @ W, d_c * f), d_packed.T @ x_t, d_packed.T @ h, d_packed.sum(0)
    ### END SOLUTION


# %% check="lstm_step_backward" points=4
check("lstm_step_backward", lstm_step_backward)

# %% [markdown] task="forget_gate" points=2
# ## 6. On the forget gate (2 points, read by a person)
#
# Answer in five to ten sentences of your own, in a new cell below this one. The table is from the book's first experiment with the LSTM: the norm of the
# gradient at the memory cell, $\lVert \partial L/\partial c_t \rVert$, so many steps back from the last state, before training, for three initial biases of the forget gate. The
# last row is the plain network with an orthogonal $W$, where the gradient is that at $h_t$.
#
# | network | 0 | 10 | 20 | 50 | 100 |
# |---|---|---|---|---|---|
# | bias 0 | 0.49 | 0.0024 | 2.2e-05 | 2e-11 | 2.3e-21 |
# | bias 1 | 0.48 | 0.051 | 0.0092 | 7.9e-05 | 3.5e-08 |
# | bias 3 | 0.26 | 0.18 | 0.17 | 0.19 | 0.25 |
# | plain | 1 | 0.18 | 0.032 | 0.00019 | 3.6e-08 |
#
# (a) Which factor per step do the three rows of the LSTM show between 10 and 50 steps back? Compare it with $\sigma(0)$, $\sigma(1)$ and $\sigma(3)$, which
# is what the direct path along the cell gives.
#
# (b) Why are the measured factors larger than these?
#
# (c) With bias 0 the LSTM is worse than the plain network, and with bias 1 it is about as good. In what way is it still the better architecture?
#
# (d) The first LSTM, of 1997, had no forget gate: $c_t = c_{t-1} + i_t \odot g_t$. What would the direct path alone give for it in each column, and what
# can such a cell not do?
#
# ### BEGIN MARK SCHEME
# **Rubric**
#
# | criterion | points |
# |---|---|
# | (a) about 0.63, 0.85 and 1.00 per step, against 0.5, 0.73 and 0.95 (the factors of two rows are enough) | 0.5 |
# | (b) the direct path is not the only one: gradients also go through $h_{t-1}$ and the gates; or: the gates scatter around $\sigma(b)$, and the most open ones carry most | 0.5 |
# | (c) its factor is a gate, which can be learned, for each unit and each step, and can be near 1; the plain network has the same $W$ and the slopes of $\tanh$ at every step | 0.5 |
# | (d) 1 per step, the same value in every column; but it can never drop what it holds: it only adds, and fills up over long inputs | 0.5 |
#
# **Model answer** (2 of 2). (a) From 10 to 50 steps back the row of bias 0 falls from 0.0024 to $2 \cdot 10^{-11}$, which is a factor of 0.63 per step. For bias 1 it is 0.85, for bias 3 it is 1.00. The
# direct path alone gives 0.5, 0.73 and 0.95. (b) The gradient at the cell does not only travel along the cell: it also goes from $c_t$ to $h_t$ and from there through all four gates of the next step. These
# paths add to the direct one. (c) In the plain network each step multiplies by the same matrix and by slopes of tanh below 1. In the LSTM each step multiplies by a gate. Training can open it, for some units and at some
# steps, and then the factor is 1; the row of bias 3 shows that it is possible. (d) The direct path gives 1 at every step, so the row would be constant. But such a cell
# can only add: nothing that it holds is ever removed, so over a long text it fills up and cannot start afresh at a new sentence.
#
# **Three made-up answers**
#
# - *1.5 of 2.* "Bias 0: (2e-11/0.0024)^(1/40) = 0.63, bias 1: 0.85, σ gives 0.5 and 0.73. It is larger because there are also paths through h. An LSTM is better because f is learned and can be 1. In 1997 the
#   gradient stays the same in all columns." ((d) does not say what the old cell cannot do; the mark of (d) needs both)
# - *1 of 2.* "The gradient shrinks much faster with bias 0 than with bias 3, as σ(0) = 0.5 is smaller than σ(3) = 0.95. The gates can open during training, a matrix W cannot do
#   that for single units. The old cell has factor 1 everywhere but never forgets, so it overflows." ((a) reads no factor from the table, (b) is missing)
# - *0 of 2.* "The LSTM solves the vanishing gradient, so the numbers for bias 0 must be a mistake. A bias of 3 makes learning faster because it is bigger. The old LSTM was worse
#   because it had fewer gates." (nothing is read or compared; "solves" is what the table contradicts)
# ### END MARK SCHEME

# %% [markdown]
# ## See it learn (not graded)
#
# Your `LSTM`, with your step and your unroll, on the adding problem of the book: a network reads 30 numbers, two of them are marked, and it says
# their sum. A plain network with an orthogonal $W$ gets the same sequences and the same learning rate. The dashed line is the error of always answering 1. Be patient with the curve: it
# stays on the line for hundreds of steps, and then it falls at once. This takes about half a minute. Change the cell as you like (`time=`,
# `steps=`, `hidden_size=`, `seed=`): it is never run while a submission is graded.

# %% play="see_it_learn"
from course_lib.see_it_learn.lstm import see_it_learn

see_it_learn(lstm_step, lstm_unroll, LSTM)

# %% [markdown]
# ## For those who are bored (no points)
#
# The *minGRU* computes its gate and its candidate from $x_t$ alone: $h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t$. So a step is $h_t = a_t \odot h_{t-1} + b_t$, and two steps in a row are a step of the
# same form: $(a_2, b_2) \circ (a_1, b_1) = (a_2 a_1,\; a_2 b_1 + b_2)$. Write `scan(a, b)`, which returns all $h_t$ of a row of $T$ steps ($h_{-1} = 0$) in $\lceil \log_2 T \rceil$ rounds: in round
# $k$, each position takes in the one $2^k$ before it, for all positions at once.
#
# Check yourself: the result equals a loop over `a[:, t] * h + b[:, t]`, to 12 digits in float64, also for a $T$ that is no power of two; and changing `b[:, t]` changes no $h$ before
# $t$. Then write it with the gradient: which of the two, loop or scan, is faster at $T = 1000$ on your machine?
