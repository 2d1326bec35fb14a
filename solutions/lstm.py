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
# not have, and derive a backward pass by hand. The page *LSTM* of the book has the equations; the messages of the
# checks name them by their labels (`eq:lstm-c`).
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# tells within a second what is right and what is wrong, as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there.
#
# **Conventions of the whole course.** Sequences are padded tensors, the batch axis comes first. `lengths[n]` says how many
# tokens of row `n` are real; what stands behind them is rubbish and must not matter. A state is the pair `(h, c)`. Work
# on the device and dtype of your inputs, never change an argument in place, and keep nothing from one call to the next. Gradients
# flow through parts 1 to 4 as through their equations: nothing on the way is detached.
#
# **What is free.** How you compute it: loops, one product or eight, `einsum`, your own helper functions and cells.
# Results may differ from ours by rounding, also by that of float32; a tuple, a list and a named tuple are the same. **What costs points.** Calling a function of torch that is the whole answer
# (`torch.lstm_cell`, `torch.nn.LSTM`, `torch.nn.LSTMCell`) or letting autograd do the exercise that says *by hand*: the
# instructor is told, and decides whether the points of that exercise are withdrawn; the check itself takes none. Comparing
# your answer with a built-in in a cell of your own is free.

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
# | `x` | (batch, time, input) | padded inputs; the padding is any finite numbers |
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
# - At the start every entry is drawn uniformly from $[-1/\sqrt{H}, 1/\sqrt{H}]$ ($H$ is the hidden size), except the biases of the
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
# Two ideas from the LSTM's history in one cell. *Coupled* gates: what the cell forgets makes the room for what it
# writes. *Peepholes*: gates look at the memory cell itself, through one weight for each unit.
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
# The first LSTM, of 1997, had no forget gate: its cell was $c_t = c_{t-1} + i_t \odot g_t$. Answer in four to eight sentences of your own, in a new
# cell below this one:
#
# (a) Compare $\partial c_t/\partial c_{t-1}$ along the direct path of the two cells (hold the gates constant). What does the old cell do
# better, and what can it not do?
#
# (b) Many libraries start the forget gate's bias at 0; this exercise starts it at 1. What happens to a gradient that
# travels 50 steps along the cell at the start of training in the two cases, roughly in numbers, if the rest of the gate's input is
# about 0?
#
# ### BEGIN MARK SCHEME
# **Rubric**
#
# | criterion | points |
# |---|---|
# | (a) direct path: 1 in the old cell, $f_t$ in the new one; so the old cell carries gradients unchanged | 0.5 |
# | (a) the old cell can never drop what it holds: it can only add, and grows over long inputs | 0.5 |
# | (b) $\sigma(0) = 0.5$ and $\sigma(1) \approx 0.73$, raised to the power 50: about $10^{-15}$ against about $10^{-7}$ | 0.5 |
# | (b) concludes: both vanish, bias 1 by far less; a larger bias, or learning, opens the path | 0.5 |
#
# **Model answer** (2 of 2). Along the direct path the derivative is 1 in the cell of 1997 and $f_t$ in today's cell. The old
# cell therefore passes a gradient on unchanged over any number of steps. But it can only add: nothing that it holds is ever
# removed, so over a long text it fills up and can't start afresh at a new sentence. With bias 0 the gate is σ(0) = 0.5 and
# after 50 steps 0.5⁵⁰ ≈ 10⁻¹⁵ of the gradient is left; with bias 1 it is 0.73⁵⁰ ≈ 10⁻⁷. Both are small, yet the second is
# about a hundred million times larger, and training can open the gate further from there.
#
# **Three made-up answers**
#
# - *1.5 of 2.* "In 1997 dc_t/dc_{t-1} is 1, now it is f. The old one keeps gradients perfectly but can't forget, its value
#   grows. Bias 0: 0.5^50 = 9e-16. Bias 1: 0.73^50 = 1.5e-7." (numbers right, no conclusion)
# - *1 of 2.* "The forget gate multiplies the gradient by f at each step, without it the factor is 1. With bias 1 the gate is
#   more open so gradients vanish less." (the old cell's weakness is missing; no numbers, but the conclusion: 0.5 + 0 + 0 + 0.5)
# - *0 of 2.* "The forget gate solves the vanishing gradient because it removes useless information, and a bias of 1 makes
#   learning faster." (no derivative, no comparison, no numbers; "solves" is wrong)
# ### END MARK SCHEME
