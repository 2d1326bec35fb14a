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
# # Exercise: the recurrent network
#
# *16 points by the checks, 4 points by a person. About 90 minutes.*
#
# You write the plain recurrent cell, run it over padded sentences, measure how far a gradient travels back in time, and clip
# the gradients that have grown too large. The page *Recurrent networks* of the book has the equations; the messages of the
# checks name them by their labels (`eq:recurrent-h`).
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# tells within a second what is right and what is wrong, as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there. The solutions are public; this exercise is for practice.
#
# **Conventions of the whole course.** Sequences are padded tensors, the batch axis comes first. `lengths[n]` says how many
# tokens of row `n` are real; what stands behind them is rubbish and must not matter. Work on the device and dtype of your
# inputs, never change an argument in place, and keep nothing from one call to the next: each returns new tensors. Gradients flow
# through parts 1 and 2 as through their equations: nothing on the way is detached.
#
# **What is free.** How you compute it: loops, `einsum`, autograd or the chain rule by hand, your own helper functions and
# cells. Results may differ from ours by rounding, also by that of float32; a tuple, a list and a named tuple are the same. **What costs points.** Calling a function of torch that is the whole answer
# (`torch.nn.RNN`, `torch.nn.RNNCell`, `torch.rnn_tanh_cell`, `torch.nn.utils.clip_grad_norm_` and its relatives): the instructor is
# told, and decides whether the points of that exercise are withdrawn; the check itself takes none. Comparing your answer
# with a built-in in a cell of your own is free.

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

check = checks_for("recurrent")

# %% [markdown]
# ## 1. One step (3 points)
#
# $$
# h_t = \tanh(U x_t + W h_{t-1} + b)
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `x_t` | (batch, input) | the input of this step |
# | `h` | (batch, hidden) | the state before it, $h_{t-1}$ |
# | `U` | (hidden, input) | weights on $x_t$ |
# | `W` | (hidden, hidden) | weights on $h_{t-1}$ |
# | `b` | (hidden,) | biases |
#
# Return $h_t$, of shape (batch, hidden). There may be as many inputs as hidden units.


# %% answer="rnn_step"
def rnn_step(x_t: Tensor, h: Tensor, U: Tensor, W: Tensor, b: Tensor) -> Tensor:
    """One step of the plain recurrent network: the state after the input x_t."""
    ### BEGIN SOLUTION
    return torch.tanh(x_t @ U.T + h @ W.T + b)
    ### END SOLUTION


# %% check="rnn_step" points=3
check("rnn_step", rnn_step)

# %% [markdown]
# ## 2. Over time (4 points)
#
# Run any recurrent cell over a batch of padded sequences. `step` is the cell: `step(x_t, h)` returns the next state. The
# check passes a small cell of its own, which is not the one of part 1: use `step` and nothing else of it.
#
# | argument | shape | meaning |
# |---|---|---|
# | `step` | | a function `(x_t, h) -> h` |
# | `x` | (batch, time, input) | padded inputs; the padding is any finite numbers |
# | `lengths` | (batch,), integers from 1 to time | real tokens of each row; all of them may be shorter than time |
# | `h` | (batch, hidden) | the state before the first input |
#
# Return the pair `(every_h, last_h)`. `every_h` has shape (batch, time, hidden): `every_h[n, t]` is $h_t$ of row `n` while
# `t < lengths[n]`, and **zero** at padded positions. `last_h` has shape (batch, hidden): the state of each row **after its last
# real token**.


# %% answer="rnn_unroll"
def rnn_unroll(step, x: Tensor, lengths: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
    """Run step over the real tokens of x: every h, and the last h of each row."""
    ### BEGIN SOLUTION
    outputs = []
    for t, x_t in enumerate(x.unbind(1)):
        real = (t < lengths)[:, None]
        h_next = step(x_t, h)
        outputs.append(torch.where(real, h_next, torch.zeros_like(h_next)))
        h = torch.where(real, h_next, h)
    return torch.stack(outputs, dim=1), h
    ### END SOLUTION


# %% check="rnn_unroll" points=4
check("rnn_unroll", rnn_unroll)

# %% [markdown]
# ## 3. How far a gradient travels (5 points)
#
# A loss $L$ looks at the **last** state alone. How much of its gradient arrives at each earlier state? By the chain rule
#
# $$
# \frac{\partial L}{\partial h_t} = \left(\frac{\partial h_{t+1}}{\partial h_t}\right)^{\!\top} \frac{\partial L}{\partial h_{t+1}},
# \qquad t = T - 2, \dots, 0
# $$
#
# and this exercise asks for its Euclidean norm $\lVert \partial L / \partial h_t \rVert$, **for every row and every $t$**.
#
# | argument | shape | meaning |
# |---|---|---|
# | `step` | | a function `(x_t, h) -> h`, smooth; the check passes its own |
# | `x` | (batch, time, input) | inputs; here all tokens are real |
# | `h` | (batch, hidden) | the state before the first input |
# | `d_h` | (batch, hidden) | $\partial L / \partial h_{T-1}$, the gradient at the last state |
#
# Return a tensor of shape (batch, time): entry `[n, t]` is the norm, over the hidden axis, of $\partial L / \partial h_t$ in row `n`, where
# $h_t$ is the state **after** `x[:, t]`. So the last column is the norm of `d_h` itself. The rows of a batch do not touch each
# other: `step` works on each by itself. Autograd is welcome here (`torch.autograd.grad` takes a list of inputs); note that neither `x`
# nor `h` nor the weights of `step` ask for a gradient when you get them. No gradient has to flow through your result. The norm of a
# nearly vanished gradient has to be right as well: add no small number under the root.


# %% answer="gradient_norms"
def gradient_norms(step, x: Tensor, h: Tensor, d_h: Tensor) -> Tensor:
    """The norm of the gradient at each state, for a loss that sees the last state."""
    ### BEGIN SOLUTION
    states = []
    with torch.enable_grad():
        h = h.detach().requires_grad_()
        for x_t in x.unbind(1):
            h = step(x_t, h)
            states.append(h)
    gradients = torch.autograd.grad(h, states, d_h)
    return torch.stack(gradients, dim=1).norm(dim=2)
    ### END SOLUTION


# %% check="gradient_norms" points=5
check("gradient_norms", gradient_norms)

# %% [markdown]
# ## 4. Clipping (4 points)
#
# Gradients that explode are shortened, and keep their direction. Take **all** gradients as one long vector $d$ with the
# Euclidean norm $\lVert d \rVert$:
#
# $$
# d \leftarrow d \cdot \min\!\left(1, \frac{\text{max norm}}{\lVert d \rVert}\right)
# $$
#
# | argument | | meaning |
# |---|---|---|
# | `gradients` | a list of three tensors | of different shapes, with one, two and three axes |
# | `max_norm` | a number greater than 0 | the largest norm that is allowed |
#
# Return the pair `(clipped, norm)`: a tuple of the clipped gradients in their order and shapes, and the norm **before** clipping, a
# tensor without axes. Gradients whose norm is at most `max_norm` stay as they are. Two cases from practice: gradients that are all
# zero stay zero; and if the norm is **infinite or not a number**, every clipped gradient is **zero**, so that the step does no harm.
# The tensors of the argument stay as they were. Adding 1e-6 to the norm in the denominator, as torch does,
# counts as rounding.


# %% answer="clip_gradients"
def clip_gradients(gradients: list[Tensor], max_norm: float) -> tuple[tuple[Tensor, ...], Tensor]:
    """All gradients together shortened to the norm max_norm, and their norm before."""
    ### BEGIN SOLUTION
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm()
    if not torch.isfinite(norm):
        return tuple(torch.zeros_like(gradient) for gradient in gradients), norm
    factor = (max_norm / norm).clamp(max=1)
    return tuple(factor * gradient for gradient in gradients), norm
    ### END SOLUTION


# %% check="clip_gradients" points=4
check("clip_gradients", clip_gradients)

# %% [markdown] task="vanishing" points=4
# ## 5. On vanishing gradients (4 points, read by a person)
#
# Answer in eight to fifteen sentences of your own, in a new cell below this one. The network is $h_t = \tanh(U x_t + W h_{t-1} + b)$.
#
# (a) Write $\partial h_t / \partial h_{t-1}$, and say which two factors of a step change the length of a gradient.
#
# (b) Let $W = s\,Q$ with an orthogonal $Q$, and let all states be so small that $\tanh$ is nearly the identity. By which factor has a
# gradient changed after 100 steps for $s = 0.9$ and for $s = 1.1$, roughly in numbers?
#
# (c) Somebody proposes $s = 1.1$ "because vanishing is worse than exploding: exploding can be clipped". What does clipping
# give back, and what not? And what does $\tanh$ do to this proposal when the states are large?
#
# (d) Somebody else trains with $s = 1$ and says that the problem is solved. Give two reasons why it is not.
#
# ### BEGIN MARK SCHEME
# **Rubric**
#
# | criterion | points |
# |---|---|
# | (a) $\partial h_t/\partial h_{t-1} = \operatorname{diag}(1 - h_t^2)\, W$ | 0.5 |
# | (a) the two factors: the slopes of $\tanh$, at most 1, and the matrix $W$ | 0.5 |
# | (b) $0.9^{100} \approx 3 \cdot 10^{-5}$ | 0.5 |
# | (b) $1.1^{100} \approx 10^4$ | 0.5 |
# | (c) clipping limits the length of a step; it keeps the direction, which is that of the exploding part, and brings nothing vanished back | 0.5 |
# | (c) large states saturate $\tanh$: its slopes are near 0, so the gradient can vanish although $s > 1$ | 0.5 |
# | (d) first reason, for instance: slopes below 1 still shrink it at every step | 0.5 |
# | (d) second reason, for instance: $W$ changes in training; or: what is kept unchanged cannot be forgotten or selected | 0.5 |
#
# **Model answer** (4 of 4). (a) The derivative is $\operatorname{diag}(1-h_t^2)\,W$. A gradient that goes one step back is multiplied by
# $W^\top$ and by the slopes of tanh, which are between 0 and 1. (b) An orthogonal matrix keeps lengths, so each step is a factor s:
# $0.9^{100} \approx 2.7 \cdot 10^{-5}$ and $1.1^{100} \approx 1.4 \cdot 10^{4}$. (c) Clipping shortens the whole gradient but leaves its direction, and the
# direction is dominated by the terms that exploded; what vanished beside them stays invisible. It only keeps a step from doing
# harm. With s = 1.1 the states grow until tanh saturates, and there its slope is nearly 0, so that the same network can have vanishing
# gradients after all. (d) The slopes of tanh are below 1 unless the state is exactly 0, so gradients still shrink. And W is
# orthogonal only at the start: the first updates change it.
#
# **Three made-up answers**
#
# - *3.5 of 4.* "dh_t/dh_{t-1} = diag(1 - tanh²) W, so W and tanh' matter. 0.9^100 = 0.00003, 1.1^100 = 13780. Clipping makes the
#   step short but its direction is still that of what exploded, so what vanished does not come back. For s = 1 the tanh still
#   shrinks gradients, and training moves W away from orthogonal." (what saturation does to the proposal is missing)
# - *1.5 of 4.* "The gradient is multiplied by W at each step, and by the derivative of tanh. With 0.9 it vanishes (0.9^100 is almost 0),
#   with 1.1 it explodes to about 14 000. Clipping solves exploding gradients. s = 1 is fine at the start but W changes." (the two
#   factors, one number, one reason: no formula, and "solves" is wrong)
# - *0 of 4.* "RNNs have short memory because of tanh. Clipping makes gradients smaller so they vanish. An LSTM should be used
#   instead." (no factor, no number, and no answer to what is asked)
# ### END MARK SCHEME
