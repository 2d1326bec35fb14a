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
# *18 points by the checks, 2 points by a person. About two hours.*
#
# You cut a text into batches for a network that predicts the next character, build that network around a recurrent cell, write a
# training step that truncates backpropagation, measure how well a text is predicted, let the network write, and read a learning curve. The
# page *Generative networks* of the book has the equations; the messages of the checks refer to them by their labels
# (`eq:generative-target`). The last cell trains what you wrote; it is not graded.
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# says within a second what is right and what is wrong, and you can run it as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there. The solutions are public; this exercise is for practice.
#
# **Conventions.** A text is a tensor of integers, one for each character: the ids of its *symbols*, counted from 0. The batch axis comes first.
# Work on the device and dtype of your inputs, never change an argument in place, and keep nothing from one call to the next. Gradients flow through the module of part 2 as through its equations, from
# the logits and from the state that it returns: nothing on the way is detached. What part 3 returns has no history, parts 4 and 5 need none.
#
# **What is up to you.** How you compute it: loops, `einsum`, your own helper functions, and every function of torch, `torch.nn.functional` and
# `torch.nn.utils` as well: none of them is a whole answer here. Results may differ from ours by rounding, even that of float32;
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
# A long text $x_0, x_1, \dots$ is read by `batch` readers at a time. In each batch a reader goes on where it stopped in the previous one,
# which is why a state can be carried from batch to batch.
#
# Cut the text into `batch` consecutive **rows**, each of `len(text) // batch` characters; what is left at the end fills no row and is not used. The
# batches follow the rows: batch $k$ has the characters $k \cdot \text{time}$ to $(k + 1) \cdot \text{time} - 1$ of every row as **input**, and the
# **target** of each character is the one after it in its row:
#
# $$
# y_t = x_{t + 1}
# $$
#
# A batch needs `time` inputs and a target for each of them. Make as many batches as the rows have room for, and leave out what is left at their ends.
#
# | argument | shape | meaning |
# |---|---|---|
# | `text` | (length,), integers | the text, long enough for at least one batch |
# | `batch` | a number | rows |
# | `time` | a number | characters of a row in one batch |
#
# Return a list of pairs `(x, y)`, two tensors of integers of shape (batch, time).


# %% answer="next_character_batches"
def next_character_batches(text: Tensor, batch: int, time: int) -> list[tuple[Tensor, Tensor]]:
    """A text as pairs of inputs and targets, whose rows continue from one pair to the next."""
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
# A recurrent cell reads one character after the other. After each of them every symbol gets a score for being the next one, its *logit*:
#
# $$
# (h_t, c_t) = \operatorname{step}\bigl(E_{x_t}, (h_{t-1}, c_{t-1})\bigr),
# \qquad
# a_t = V h_t + d
# $$
#
# Write it as a module with three parameters (`nn.Parameter`) and no others, whose initial values are up to you:
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
# The module is called with a text of shape (batch, time), with a state or without one. Without one it starts from **zeros**, every time. The same module
# is called with many rows and with few.
# Return the pair `(logits, state)`: `logits` of shape (batch, time, vocab_size), where `logits[:, t]` is $a_t$, the logits of the character **after**
# `text[:, t]`, as they are (no softmax); and the state `(h, c)` after the last character, from which the caller can go on.


# %% answer="CharLM"
class CharLM(nn.Module):
    """A network that predicts the next character, around any recurrent cell."""

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
# ## 3. One step of training, with truncated backpropagation (3 points)
#
# One step of gradient descent on one batch, with clipped gradients. `loss_of(parameters, batch, state)` gives the mean loss of the batch and the
# state after it. With $d = \partial L / \partial \theta$, all gradients as one long vector,
#
# $$
# \theta \leftarrow \theta - \text{lr} \cdot d \cdot \min\!\left(1, \frac{\text{max norm}}{\lVert d \rVert}\right)
# $$
#
# This is **truncated backpropagation through time** (BPTT): the state is passed on to the next batch as numbers. What you return remembers nothing of
# how it was computed, so the gradients of the next step end where its batch begins.
#
# | argument | | meaning |
# |---|---|---|
# | `loss_of` | | a function `(parameters, batch, state) -> (loss, state)` |
# | `parameters` | a list of three tensors | $\theta$; whether they require gradients (`requires_grad`) is not known |
# | `batch` | a pair of tensors | passed to `loss_of` as it is |
# | `state` | a pair `(h, c)` | the state before the batch |
# | `lr` | a number | the learning rate |
# | `max_norm` | a number | the largest norm of all gradients together |
#
# Return `(loss, parameters, state)`: the loss **before** the step, a tensor without axes; a tuple of the parameters after the step; and the state
# `(h, c)` after the batch, as `loss_of` gave it with the parameters before the step. None of these may have a gradient history (parameters may be new leaves that require
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
    """One step of gradient descent: the loss before it, the parameters after it, the state to continue from."""
    ### BEGIN SOLUTION
    theta = [parameter.detach().requires_grad_() for parameter in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    gradients = torch.autograd.grad(loss, theta)
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm()
    factor = lr * (max_norm / norm).clamp(max=1)
    new_parameters = tuple((value - factor * gradient).detach() for value, gradient in zip(theta, gradients))
    return loss.detach(), new_parameters, (h.detach(), c.detach())
    ### END SOLUTION


# %% check="training_step" points=3
check("training_step", training_step)

# %% [markdown]
# ## 4. Bits per character (3 points)
#
# How many bits does the model need per character of this text, on average? It knows nothing before the first one, which is not counted; every other one
# is predicted from **all** that come before it:
#
# $$
# \frac{1}{n - 1} \sum_{t=0}^{n-2} -\log_2 p(x_{t+1} \mid x_0, \dots, x_t)
# $$
#
# A long text does not fit into memory at once. Read it in pieces of at most `time` characters (the last one may be shorter, down to one character), and pass the state on from
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
    """The mean of -log2 p of every character but the first, each given all that come before it."""
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
# ## 5. The network writes (4 points)
#
# The model reads the prompt. Then the next character is **drawn** from
#
# $$
# p_k = \frac{e^{a_k / \tau}}{\sum_j e^{a_j / \tau}}
# $$
#
# with the temperature $\tau$, and what was drawn is the next input, again and again. Each row of the batch continues independently. Carry the state: the model gets
# the prompt once, and afterwards **one** new character at a time.
#
# With `top_k`, only the `top_k` most likely symbols can be drawn, with probabilities in the same ratios as before; `None` keeps all of them. A very low
# temperature has to work as well: then the most likely one is drawn.
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
# Return what was written, integers of shape (batch, max_new_tokens), **without** the prompt. The check judges how often you draw each symbol, not the sequence.


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


# %% check="sample" points=4
check("sample", sample)

# %% [markdown] task="reading_a_curve" points=2
# ## 6. Reading a learning curve (2 points, read by a person)
#
# Answer in five to ten sentences of your own, in a new cell below this one.
#
# A network of this exercise learned a text of 10 000 characters, which it read thirty times (30 epochs). After each epoch it was measured, in bits per
# character, on the beginning of that text and on a text that it never learned from. The dashed line is a model that knows nothing but how
# often each character occurs.
#
# ![Bits per character over 30 epochs. Both curves begin at 5.6. The training text falls all the way, to 1.25. The held-out text falls to 2.89 at epoch 14, stays there until epoch 17, and rises to 3.68 at epoch 30. The dashed line is at 4.26.](generative.png)
#
# (a) From which epoch on does the network overfit? Which of the two curves shows it, and why can the other one not?
#
# (b) Of which epoch would you keep the weights? Somebody keeps those of epoch 30 and reports 1.25 bits per character. What does this number measure? And
# why is even the lowest point of the upper curve a little too good to be reported as the final result?
#
# (c) Convert the lowest value of the held-out curve and the last value of the training curve to perplexities, and say in words what a perplexity of that size means.
#
# (d) Name one change that should bring the lowest point of the held-out curve down, and one that would bring only the training curve down. Give a reason for each.
#
# ### BEGIN MARK SCHEME
# **Rubric**
#
# | criterion | points |
# |---|---|
# | (a) from about epoch 14 (12 to 18 is right): the held-out curve stops falling and rises; the training curve falls whether the network learns the language or learns the text by heart | 0.5 |
# | (b) the weights of the minimum (early stopping); 1.25 measures how much of this text is remembered; the epoch was chosen on the held-out text, so a third text is needed | 0.5 |
# | (c) $2^{2.89} \approx 7.4$ and $2^{1.25} \approx 2.4$: as uncertain as among so many equally likely characters | 0.5 |
# | (d) for instance more text, dropout, or a smaller network for the held-out curve; more epochs or a larger network for the training curve only, with reasons | 0.5 |
#
# **Model answer** (2 of 2). (a) Overfitting begins at about epoch 14, where the held-out curve has its minimum of 2.9 bits; after epoch 17 it rises. The training curve cannot show this, because
# it falls when the network learns English and also when it learns these 10 000 characters by heart. (b) I would keep the weights of epoch 14, which is early stopping. The 1.25 bits
# only say how well the network remembers a text that it has read thirty times. Even 2.89 is slightly too good, since I chose the epoch by looking at this very text: a third, unused text should be
# measured once. (c) $2^{2.89} \approx 7.4$ and $2^{1.25} \approx 2.4$: on new text the network is as uncertain as among seven equally likely characters, on its own text as among two or three. (d) More
# training text would help the held-out curve, since learning it by heart becomes harder than learning its rules. More epochs only bring down the training curve: the network is
# already past its best point.
#
# **Three made-up answers**
#
# - *1.5 of 2.* "Around epoch 15 the validation loss goes up again, that is overfitting; the training loss always goes down so you do not see it there. I would stop at 15 and keep those
#   weights; 1.25 is just memorisation. Perplexity 7.4 and 2.4, so it hesitates between 7 characters or between 2. More data or dropout would help, training longer or a bigger network would only fit the
#   training text better." (the bias of choosing the epoch on this text is missing: (b) 0.25; (d) names changes, and one of the two reasons: 0.25)
# - *0.5 of 2.* "It overfits from the start because the training curve is always lower. The weights of epoch 14 are best because the other text is best there. The perplexities are 7.4 and
#   2.4." (a lower training curve alone is no overfitting: (a) 0; (b) the right epoch, but 1.25 is not explained and there is no third text: 0.25;
#   (c) the numbers without their meaning: 0.25; (d) is missing)
# - *0 of 2.* "The loss goes down to 1.25, so the network has learned well. With more epochs it would get even better, and the other curve would follow." (the held-out curve is not read)
# ### END MARK SCHEME

# %% [markdown]
# ## See it learn (not graded)
#
# Your functions learn to write English. The text is the beginning of some speeches, 20 000 characters in small letters. `CharLM` gets an LSTM as its cell,
# `next_character_batches` and `training_step` train it, `bits_per_character` measures it after each epoch, and `sample` lets it
# write before and after training. The curve of the held-out text should fall well below the dashed line, and what is written should look like words. This
# takes less than a minute. With `characters=10_000, hidden_size=128, epochs=30` you get the curves of part 6.

# %% play="see_it_learn"
from course_lib.see_it_learn.generative import see_it_learn

see_it_learn(next_character_batches, CharLM, training_step, bits_per_character, sample)

# %% [markdown]
# ## For those who are bored (no points)
#
# **Dynamic evaluation** (Krause et al., 2018): a model goes on learning while it is measured. Write `dynamic_bits(loss_of, parameters, text, time, lr, max_norm, state)`. It
# reads the text with one reader in the batches of `next_character_batches(text, 1, time)`, measures the loss of each batch *before* it takes one `training_step` on it, and returns the mean
# in bits per character. No character is learned before it is predicted, so the comparison is fair.
#
# Check yourself: with `lr=0` the result is that of `bits_per_character` on the same characters. On a text that says the same 200 characters twenty times, a positive `lr` has to
# bring it well below that. How does it do on the held-out text of the section above, and for which `lr`?
