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
# # Exercise: a network that writes
#
# *20 points by the checks. About two hours.*
#
# You cut a text into batches for a network that foretells the next character, build that network around a recurrent cell, write the
# training step that lets gradients go back only so far, measure how well a text is foretold, and let the network write. The page
# *Generative networks* of the book has the equations; the messages of the checks name them by their labels
# (`eq:generative-target`).
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# tells within a second what is right and what is wrong, as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there. The solutions are public; this exercise is for practice.
#
# **Conventions.** A text is a tensor of integers, one for each character: the numbers of its *symbols*, from 0 on. The batch axis comes first.
# Work on the device and dtype of your inputs, never change an argument in place, and keep nothing from one call to the next. Gradients flow through the module of part 2 as through its equations, from
# the logits and from the state that it returns: nothing on the way is detached. What part 3 returns has no history, parts 4 and 5 need none.
#
# **What is free.** How you compute it: loops, `einsum`, your own helper functions, and every function of torch, `torch.nn.functional` and
# `torch.nn.utils` as well: none of them is a whole answer here. Results may differ from ours by rounding, also by that of float32;
# a tuple, a list and a named tuple are the same.

# %% install="install"
# On Colab, and wherever the course is not installed yet.
try:
    import course_lib
except ModuleNotFoundError:
    # %pip install -q "git+REPOSITORY_URL"
    pass

# %% given="setup"
import torch
from torch import Generator, Tensor, nn

from course_lib.grading import checks_for

check = checks_for("generative")

# %% [markdown]
# ## 1. Batches whose target is the next character (4 points)
#
# A long text $x_0, x_1, \dots$ is read by `batch` readers at a time, and each goes on in the next batch where it stopped in the one before:
# that is why a state can be carried from batch to batch.
#
# Cut the text into `batch` **rows** that follow each other, each of `len(text) // batch` characters; what is left at the end fills no row and is not used. The
# batches follow the rows: number $k$ has the characters $k \cdot \text{time}$ to $(k + 1) \cdot \text{time} - 1$ of every row as **input**, and the
# **target** of each character is the one behind it in its row:
#
# $$
# y_t = x_{t + 1}
# $$
#
# A batch needs `time` inputs and a target for each of them: make as many batches as the rows have room for, and leave out what is left at their ends.
#
# | argument | shape | meaning |
# |---|---|---|
# | `text` | (length,), integers | the text, long enough for at least one batch |
# | `batch` | a number | rows |
# | `time` | a number | characters of a row in one batch |
#
# Return the list of the pairs `(x, y)`, two tensors of integers of shape (batch, time).


# %% answer="next_character_batches"
def next_character_batches(text: Tensor, batch: int, time: int) -> list[tuple[Tensor, Tensor]]:
    """A text as pairs of inputs and targets, whose rows go on from one pair to the next."""
    ### BEGIN SOLUTION
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    return [
        (rows[:, start : start + time], rows[:, start + 1 : start + time + 1]) for start in range(0, row - time, time)
    ]
    ### END SOLUTION


# %% check="next_character_batches" points=4
check("next_character_batches", next_character_batches)

# %% [markdown]
# ## 2. The model (4 points)
#
# A recurrent cell reads one character after the other, and after each of them every symbol gets a score, its *logit*, for being the next one:
#
# $$
# (h_t, c_t) = \operatorname{step}\bigl(E_{x_t}, (h_{t-1}, c_{t-1})\bigr),
# \qquad
# a_t = V h_t + d
# $$
#
# Write it as a module with three parameters (`nn.Parameter`) and no others, whose first values are up to you:
#
# | parameter | shape | meaning |
# |---|---|---|
# | `E` | (vocab_size, input_size) | row $k$ is the input vector of symbol $k$ |
# | `V` | (vocab_size, hidden_size) | weights of the logits |
# | `d` | (vocab_size,) | biases of the logits |
#
# `step` is the cell: `step(x_t, state)` takes `x_t` of shape (batch, input_size) and a state `(h, c)`, two tensors of shape
# (batch, hidden_size), and returns the next state. The check passes a small cell of its own.
#
# The module is called with a text of shape (batch, time), and with a state or without one: then it starts from **zeros**, every time. The same module
# is called with many rows and with few.
# Return the pair `(logits, state)`: `logits` of shape (batch, time, vocab_size), where `logits[:, t]` is $a_t$, the logits of the character **after**
# `text[:, t]`, as they are (no softmax); and the state `(h, c)` after the last character, from which the caller can go on.


# %% answer="CharLM"
class CharLM(nn.Module):
    """A network that foretells the next character, around any recurrent cell."""

    def __init__(self, vocab_size: int, input_size: int, hidden_size: int, step):
        super().__init__()
        ### BEGIN SOLUTION
        self.step = step
        self.E = nn.Parameter(torch.randn(vocab_size, input_size))
        self.V = nn.Parameter(torch.randn(vocab_size, hidden_size) * hidden_size**-0.5)
        self.d = nn.Parameter(torch.zeros(vocab_size))
        ### END SOLUTION

    def forward(
        self, text: Tensor, state: tuple[Tensor, Tensor] | None = None
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        ### BEGIN SOLUTION
        if state is None:
            zeros = self.V.new_zeros(len(text), self.V.shape[1])
            state = (zeros, zeros)
        logits = []
        for x_t in self.E[text].unbind(1):
            state = self.step(x_t, state)
            logits.append(state[0] @ self.V.T + self.d)
        return torch.stack(logits, dim=1), state
        ### END SOLUTION


# %% check="CharLM" points=4
check("CharLM", CharLM)

# %% [markdown]
# ## 3. One step of training, with truncated back-propagation (4 points)
#
# One step of gradient descent on one batch, with clipped gradients. `loss_of(parameters, batch, state)` gives the mean loss of the batch and the
# state after it. With $d = \partial L / \partial \theta$, all gradients as one long vector,
#
# $$
# \theta \leftarrow \theta - \text{lr} \cdot d \cdot \min\!\left(1, \frac{\text{max norm}}{\lVert d \rVert}\right)
# $$
#
# **Truncated** means: the state is handed on to the next batch as numbers. What you return remembers nothing of how it was computed, so that the next
# step's gradients end where its batch begins.
#
# | argument | | meaning |
# |---|---|---|
# | `loss_of` | | a function `(parameters, batch, state) -> (loss, state)` |
# | `parameters` | a list of three tensors | $\theta$; whether they ask for gradients (`requires_grad`) is not known |
# | `batch` | a pair of tensors | what `loss_of` takes as it is |
# | `state` | a pair `(h, c)` | the state before the batch |
# | `lr` | a number | the learning rate |
# | `max_norm` | a number | the largest norm of all gradients together |
#
# Return `(loss, parameters, state)`: the loss **before** the step, a tensor without axes; a tuple of the parameters after the step; and the state
# `(h, c)` after the batch, as `loss_of` gave it with the parameters before the step. None of these may have a gradient history (parameters may be new leaves that ask for
# gradients), and the tensors of the arguments stay as they were, without gradients left in their `.grad`.


# %% answer="training_step"
def training_step(
    loss_of,
    parameters: list[Tensor],
    batch: tuple[Tensor, Tensor],
    state: tuple[Tensor, Tensor],
    lr: float,
    max_norm: float,
) -> tuple[Tensor, tuple[Tensor, ...], tuple[Tensor, Tensor]]:
    """One step of gradient descent: the loss before it, the parameters after it, the state to go on from."""
    ### BEGIN SOLUTION
    theta = [parameter.detach().requires_grad_() for parameter in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    gradients = torch.autograd.grad(loss, theta)
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm()
    factor = lr * (max_norm / norm).clamp(max=1)
    new_parameters = tuple((value - factor * gradient).detach() for value, gradient in zip(theta, gradients))
    return loss.detach(), new_parameters, (h.detach(), c.detach())
    ### END SOLUTION


# %% check="training_step" points=4
check("training_step", training_step)

# %% [markdown]
# ## 4. Bits per character (3 points)
#
# How many bits does the model need for a character of this text, in the mean? It knows nothing before the first one, which is not counted; every other one
# is foretold from **all** that stand before it:
#
# $$
# \frac{1}{n - 1} \sum_{t=0}^{n-2} -\log_2 p(x_{t+1} \mid x_0, \dots, x_t)
# $$
#
# A long text does not fit into the memory at once: read it in pieces of at most `time` characters (the last one may be shorter, down to one character), and hand the state on from
# piece to piece. The result does not depend on `time`.
#
# | argument | | meaning |
# |---|---|---|
# | `model` | | a function `(text, state) -> (logits, state)` as in part 2: `text` (1, at most `time`); `state` is what it returned before, or `None` at the start; `logits` (1, time, vocab_size), before softmax |
# | `text` | (length,), integers | at least two characters |
# | `time` | a number | the most characters that `model` may be given at once |
#
# Return a number (NumPy's are numbers too), or a tensor without axes.


# %% answer="bits_per_character"
def bits_per_character(model, text: Tensor, time: int) -> float:
    """The mean of -log2 p of every character but the first, each after all that stand before it."""
    ### BEGIN SOLUTION
    bits, state = 0.0, None
    for start in range(0, len(text) - 1, time):
        piece = text[start : start + time + 1]
        logits, state = model(piece[None, :-1], state)
        log_p = torch.log_softmax(logits[0], dim=-1)
        bits -= log_p.gather(1, piece[1:, None]).sum() / torch.log(torch.tensor(2.0))
    return bits / (len(text) - 1)
    ### END SOLUTION


# %% check="bits_per_character" points=3
check("bits_per_character", bits_per_character)

# %% [markdown]
# ## 5. The network writes (5 points)
#
# The model reads the prompt. Then the next character is **drawn** from
#
# $$
# p_k = \frac{e^{a_k / \tau}}{\sum_j e^{a_j / \tau}}
# $$
#
# with the temperature $\tau$, and what was drawn is the next input, again and again. Each row of the batch goes on for itself. Carry the state: the model gets
# the prompt once, and afterwards **one** new character at a time.
#
# With `top_k`, only the `top_k` likeliest symbols can be drawn, with probabilities in the same ratios as before; `None` leaves all. A very low
# temperature has to work as well: then the likeliest one is drawn.
#
# | argument | | meaning |
# |---|---|---|
# | `model` | | a function `(text, state) -> (logits, state)` as in part 4, for any number of rows |
# | `prompt` | (batch, time), integers | at least one character |
# | `max_new_tokens` | a number | characters to write |
# | `temperature` | a number greater than 0 | $\tau$ |
# | `top_k` | a number or `None` | from 1 to the number of symbols |
# | `generator` | a `torch.Generator` | where **all** your random numbers come from: `torch.multinomial`, `torch.rand`, … take it as `generator=generator` |
#
# Return what was written, integers of shape (batch, max_new_tokens), **without** the prompt. The check judges the shares of what you draw, not the sequence.


# %% answer="sample"
def sample(
    model, prompt: Tensor, max_new_tokens: int, temperature: float, top_k: int | None, generator: Generator
) -> Tensor:
    """What the model writes after each row of the prompt."""
    ### BEGIN SOLUTION
    outputs, symbols, state = [], prompt, None
    for _ in range(max_new_tokens):
        logits, state = model(symbols, state)
        logits = logits[:, -1]
        if top_k is not None:
            least = logits.topk(top_k).values[:, -1:]
            logits = logits.masked_fill(logits < least, -torch.inf)
        p = torch.softmax(logits / temperature, dim=-1)
        symbols = torch.multinomial(p, 1, generator=generator)
        outputs.append(symbols)
    return torch.cat(outputs, dim=1)
    ### END SOLUTION


# %% check="sample" points=5
check("sample", sample)
