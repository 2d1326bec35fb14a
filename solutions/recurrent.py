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
# You write the plain recurrent cell, run it over padded sentences, measure how far a gradient travels back in time, clip
# gradients that have grown too large, and read the curves of vanishing and exploding gradients. The page *Recurrent networks* of
# the book has the equations; the messages of the checks refer to them by their labels (`eq:recurrent-h`). The last cell trains
# what you wrote; it is not graded.
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# says within a second what is right and what is wrong, and you can run it as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there. The solutions are public; this exercise is for practice.
#
# **Conventions of the whole course.** Sequences are padded tensors, the batch axis comes first. `lengths[n]` says how many
# tokens of row `n` are real; the padding after them holds arbitrary values and must not matter. Work on the device and dtype of your
# inputs, never change an argument in place, and keep nothing from one call to the next: each returns new tensors. Gradients flow
# through parts 1 and 2 as through their equations: nothing on the way is detached.
#
# **What is up to you.** How you compute it: loops, `einsum`, autograd or the chain rule by hand, your own helper functions and
# cells. Results may differ from ours by rounding, even that of float32; a tuple, a list and a named tuple are the same.
#
# **What can cost points.** Calling a function of torch that is the whole answer (`torch.nn.RNN`, `torch.nn.RNNCell`, `torch.rnn_tanh_cell`,
# `torch.nn.utils.clip_grad_norm_` and its relatives): the instructor is told, and decides whether the points of that part are
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
# | `x` | (batch, time, input) | padded inputs; the padding holds arbitrary finite numbers |
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
# $h_t$ is the state **after** `x[:, t]`. So the last column is the norm of `d_h` itself. The rows of a batch are
# independent: `step` works on each by itself. Autograd is welcome here (`torch.autograd.grad` takes a list of inputs); note that neither `x`
# nor `h` nor the weights of `step` require a gradient when you get them. No gradient has to flow through your result. The norm of a
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
# Gradients that explode are scaled down and keep their direction. Take **all** gradients as one long vector $d$ with the
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
    """All gradients together scaled down to the norm max_norm, and their norm before."""
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
# Answer in eight to fifteen sentences of your own, in a new cell below this one. The network is $h_t = \tanh(U x_t + W h_{t-1} + b)$ with
# 64 units, before any training. The table is what your `gradient_norms` measures in the book's first experiment: the norm of $\partial L/\partial h_t$ so
# many steps back from the last state, for a random $W$ scaled to a spectral radius, and for an orthogonal $W$.
#
# | $W$ | 0 | 10 | 20 | 50 | 100 |
# |---|---|---|---|---|---|
# | radius 0.8 | 1 | 0.021 | 0.00053 | 1.3e-08 | 3.9e-16 |
# | orthogonal | 1 | 0.18 | 0.032 | 0.00019 | 3.6e-08 |
# | radius 1.5 | 1 | 1 | 1 | 0.99 | 1.6 |
# | radius 3 | 1 | 13 | 1.9e+02 | 5e+05 | 1e+11 |
#
# (a) Write $\partial h_t / \partial h_{t-1}$, and say which two factors of a step change the norm of a gradient.
#
# (b) By which factor per step does the gradient shrink in the row *orthogonal*? An orthogonal matrix preserves norms: what causes the shrinking?
#
# (c) The gradient of $W$ is a sum over all steps, and the term of step $t$ contains $\partial L/\partial h_t$. For the network of the row *radius 3* it is clipped to
# the norm 1. What does clipping change, and what does it not change? Use the numbers of the row.
#
# (d) Somebody reads the row *radius 1.5* and says: "With this initialisation the problem of far dependencies is solved." Give two reasons why it is not.
#
# ### BEGIN MARK SCHEME
# **Rubric**
#
# | criterion | points |
# |---|---|
# | (a) $\partial h_t/\partial h_{t-1} = \operatorname{diag}(1 - h_t^2)\, W$ | 0.5 |
# | (a) the two factors: the slopes of $\tanh$, at most 1, and the matrix $W$ | 0.5 |
# | (b) about 0.84 per step, from any column ($0.00019^{1/50}$; between 0.8 and 0.9 is right) | 0.5 |
# | (b) only the slopes of $\tanh$ can do it: they are below 1 wherever a state is not 0 | 0.5 |
# | (c) one factor for all: the step gets a bounded length and keeps its direction | 0.5 |
# | (c) the ratios stay: what comes from 100 steps back remains $10^{11}$ times as large as what comes from the last step, so the near past stays invisible; nothing is balanced or brought back | 0.5 |
# | (d) first reason, for instance: $W$ changes in training, and a slightly smaller or larger radius vanishes or explodes (the other rows) | 0.5 |
# | (d) second reason, for instance: the balance holds for these inputs only, larger ones saturate $\tanh$; or: a gradient that arrives does not make a network that keeps, selects or forgets | 0.5 |
#
# **Model answer** (4 of 4). (a) The derivative is $\operatorname{diag}(1-h_t^2)\,W$. A gradient that goes one step back is multiplied by
# $W^\top$ and by the slopes of tanh, which are between 0 and 1. (b) After 50 steps $1.9 \cdot 10^{-4}$ is left, and $0.00019^{1/50} \approx 0.84$. The matrix
# keeps the norm, so the slopes of tanh take these 16 % at every step. (c) Clipping multiplies the whole gradient by one number, so a step of length $10^{11}$ becomes
# one of length 1 in the same direction. That direction is dominated by the contributions from far back: the last step still counts $10^{11}$ times less than the
# one 100 steps before. It keeps the step from doing harm and does not restore what is drowned. (d) At radius 1.5 stretching by W and shrinking by tanh cancel, before training.
# The first updates change W, and the rows on both sides show how fast a factor slightly off 1 vanishes or explodes. The balance also depends on the inputs: larger ones
# saturate tanh, and the same W then lets gradients vanish.
#
# **Three made-up answers**
#
# - *3.5 of 4.* "dh_t/dh_{t-1} = diag(1 - tanh²) W, so W and tanh' matter. Orthogonal: (1.9e-4)^(1/50) = 0.84 per step. W does not shrink anything, so it is tanh'. Clipping
#   divides everything by 1e11, so the direction is the same and the last steps still have almost no weight. For radius 1.5, W is different after training, so the factor is not 1 any more."
#   (the second reason of (d) is missing)
# - *2 of 4.* "The gradient is multiplied by W at each step, and by the derivative of tanh. In the orthogonal row it gets 0.18 smaller per ten steps, so about 0.84 per step, because tanh is flat for
#   large inputs. Clipping makes the gradient 1 again, so exploding gradients are solved. Radius 1.5 is fine at the start but W changes." (the two factors, the number, its cause
#   and one reason; no formula, and (c) misses that the direction and the ratios stay)
# - *0 of 4.* "RNNs have short memory because of the sigmoid. The orthogonal row is the best since it is smooth. Clipping makes gradients smaller so they vanish. An LSTM should be used
#   instead." (no factor, no number, and no answer to what is asked)
# ### END MARK SCHEME

# %% [markdown]
# ## See it learn (not graded)
#
# Your `rnn_step` and `rnn_unroll` on the adding problem of the book: a network reads 20 numbers, two of them are marked, and it says their
# sum. It is trained twice from the same weights, without clipping and with your `clip_gradients` at norm 1. The dashed line is the error of always
# answering 1; both networks stay near it for a while. This takes about half a minute. Change the cell as you like (`time=`, `steps=`,
# `hidden_size=`, `seed=`): it is never run while a submission is graded. Up to which `time` does your network learn?

# %% play="see_it_learn"
from course_lib.see_it_learn.recurrent import see_it_learn

see_it_learn(rnn_step, rnn_unroll, clip_gradients)

# %% [markdown]
# ## For those who are bored (no points)
#
# Backpropagation through time keeps all $T$ states. Write `checkpointed_gradient(step, x, h, d_h, every)`, which returns $\partial L/\partial h_0$ (the gradient at the state
# before the first input) and keeps only every `every`-th state of the forward pass: go back block by block, compute the states of a block again from the state that was kept before
# it, and hand the gradient on with `torch.autograd.grad`.
#
# Check yourself: for every value of `every` the result equals that of one `torch.autograd.grad` through all steps, to 12 digits in float64. Count the states that are
# alive at the same time: for $T = 400$ there should be about 40 with `every=20`. Which `every` needs the fewest, and how often is `step` called?
