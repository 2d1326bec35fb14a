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
# # Exercise: from one sequence to another
#
# *18 points by the checks, 2 points by a person. About 90 minutes.*
#
# You write everything around the cells of an encoder and a decoder: the inputs of the decoder during training, a loss that ignores the
# padding, the encoding of a padded batch, and decoding word by word. Then you read from a result what a vector of fixed size loses. The page
# *From one sequence to another* of the book has the equations; the messages of the checks refer to them by their labels
# (`eq:seq2seq-forcing`). The last cell trains what you wrote; it is not graded.
#
# **How it works.** Write your answer where it says `YOUR CODE HERE`, run the cell, then run the check below it. A check
# says within a second what is right and what is wrong, and you can run it as often as you like. What is graded later is the same check
# on other random numbers: an answer that passes here passes there. The solutions are public; this exercise is for practice.
#
# **Conventions of the whole course.** Sequences are padded tensors, the batch axis comes first. `lengths[n]` says how many
# tokens of row `n` are real; the padding after them holds arbitrary values and must not matter. A state is a pair `(h, c)`. Work on the
# device and dtype of your inputs, never change an argument in place, and keep nothing from one call to the next. Gradients flow through parts 2 and 3 as through their equations: nothing on
# the way is detached.
#
# **What you build on is an argument.** `step` is a function that you are given. The check passes small ones of
# its own, which are not those of other exercises: call them as their tables say, and use nothing else of them.
#
# **What is up to you.** How you compute it: loops, masks, `gather`, `torch.nn.functional`, your own helper functions. Results may differ from
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

check = checks_for("seq2seq")

State = tuple[Tensor, Tensor]

# %% [markdown]
# ## 1. Teacher forcing: inputs and labels of the decoder (3 points)
#
# During training the decoder receives the right word at each step, regardless of its own predictions. Its input begins with `sos`, and after the
# last word it should predict `eos`:
#
# $$
# \text{decoder input} = (\text{sos}, y_0, \dots, y_{\ell-1}), \qquad \text{labels} = (y_0, \dots, y_{\ell-1}, \text{eos})
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `target` | (batch, target), integers | the words of each row, of which one may be 0; after them come arbitrary numbers, negative ones too |
# | `lengths` | (batch,), integers from 1 to target | words $\ell$ of each row; all rows may be shorter than `target` is wide |
# | `sos`, `eos`, `pad` | integers | the ids of the three special words; not always the same ones |
#
# Return the pair `(decoder_input, labels)`, both of shape (batch, target + 1), integers. What comes after the words, and after `eos`, is `pad` in both.


# %% answer="teacher_forcing"
def teacher_forcing(target: Tensor, lengths: Tensor, sos: int, eos: int, pad: int) -> tuple[Tensor, Tensor]:
    """The input of the decoder at each step, and the labels."""
    ### BEGIN SOLUTION
    batch, time = target.shape
    real = torch.arange(time, device=target.device) < lengths[:, None]
    words = torch.where(real, target, pad)
    column = words.new_full((batch, 1), pad)
    decoder_input = torch.cat((torch.full_like(column, sos), words), dim=1)
    labels = torch.cat((words, column), dim=1).scatter(1, lengths[:, None].long(), eos)
    return decoder_input, labels
    ### END SOLUTION


# %% check="teacher_forcing" points=3
check("teacher_forcing", teacher_forcing)

# %% [markdown]
# ## 2. A loss that ignores the padding (4 points)
#
# The mean over all real tokens of the batch, each with the same weight:
#
# $$
# L = -\frac{1}{\sum_n \ell_n} \sum_n \sum_{t < \ell_n} \log \operatorname{softmax}(a_{n,t})_{y_{n,t}}
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `logits` | (batch, time, vocab) | the logits $a$ of every word at each step, before any softmax |
# | `labels` | (batch, time), integers from 0 to vocab − 1 | the right words $y$; 0 is a word like any other |
# | `lengths` | (batch,), integers from 1 to time | real tokens $\ell$ of each row |
#
# Return one number, a tensor without axes, in nats. Logits may be large and lie far apart. No gradient reaches the logits of the padding.


# %% answer="masked_cross_entropy"
def masked_cross_entropy(logits: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
    """The mean cross-entropy over all real tokens."""
    ### BEGIN SOLUTION
    real = torch.arange(labels.shape[1], device=labels.device) < lengths[:, None]
    log_p = torch.log_softmax(logits[real], dim=1)
    return -log_p.gather(1, labels[real][:, None]).mean()
    ### END SOLUTION


# %% check="masked_cross_entropy" points=4
check("masked_cross_entropy", masked_cross_entropy)

# %% [markdown]
# ## 3. Encode a padded batch (5 points)
#
# Each word is a row of the embedding, and the step reads them one after the other. A row whose words are all read keeps its state:
#
# $$
# (h, c)_t =
# \begin{cases}
# \operatorname{step}\bigl(E_{x_t}, (h, c)_{t-1}\bigr) & t < \ell \\
# (h, c)_{t-1} & t \ge \ell
# \end{cases}
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `step` | | a function `(x_t, state) -> state`, with x_t of shape (batch, input) |
# | `embedding` | (vocab, input) | $E$: one row for each word |
# | `tokens` | (batch, time), integers | the words $x$; the padding holds arbitrary numbers, including negative ones and ids that no word has |
# | `lengths` | (batch,), integers from 1 to time | words $\ell$ of each row |
# | `state` | a pair of (batch, hidden) | the state before the first word |
#
# Return the pair `(h, state)`: every h, of shape (batch, time, hidden), **zero in the padding**; and the state after each row's last
# word, a pair. This state is the vector of fixed size: all that a decoder learns about the sentence.


# %% answer="encode"
def encode(step, embedding: Tensor, tokens: Tensor, lengths: Tensor, state: State) -> tuple[Tensor, State]:
    """Read all sentences: every h, and the state after each row's last word."""
    ### BEGIN SOLUTION
    time = torch.arange(tokens.shape[1], device=tokens.device)
    real = (time < lengths[:, None])[:, :, None]
    x = embedding[torch.where(real[:, :, 0], tokens, 0)]
    every_h = []
    for t in range(tokens.shape[1]):
        h, c = step(x[:, t], state)
        state = torch.where(real[:, t], h, state[0]), torch.where(real[:, t], c, state[1])
        every_h.append(torch.where(real[:, t], h, 0))
    return torch.stack(every_h, dim=1), state
    ### END SOLUTION


# %% check="encode" points=5
check("encode", encode)

# %% [markdown]
# ## 4. Decode greedily, word by word (6 points)
#
# At each step the most likely word is written, and it is the input of the next step; the first input is `sos`. A row that has written `eos` has ended:
#
# $$
# y_t = \arg\max_k \, a_{t,k}, \qquad (a_t, s_t) = \operatorname{step}(y_{t-1}, s_{t-1}), \qquad y_{-1} = \text{sos}
# $$
#
# | argument | shape | meaning |
# |---|---|---|
# | `step` | | a function `(token, state) -> (logits, state)`: takes the last words (batch,), integers, and gives the logits (batch, vocab) of the next ones |
# | `state` | | the state before the first step: a tensor, a pair, whatever `step` takes; pass it on as it is |
# | `batch` | an integer | rows to write |
# | `sos`, `eos` | integers | the ids of the two special words |
# | `max_length` | an integer of at least 1 | steps at most |
#
# Write until **all** rows have ended, or for `max_length` steps. Return the pair `(tokens, lengths)`: `tokens` of shape (batch, time), where time is the number
# of steps that were made, with `eos` at the end of a row and **everywhere after it**, and without `sos`; and for each row the number
# of its words before `eos`, integers of shape (batch,). If a row did not end, all its words are counted.


# %% answer="greedy_decode"
def greedy_decode(step, state, batch: int, sos: int, eos: int, max_length: int) -> tuple[Tensor, Tensor]:
    """The most likely words one after the other, and how many each row has."""
    ### BEGIN SOLUTION
    token, ended, outputs = torch.full((batch,), sos), torch.zeros(batch, dtype=torch.bool), []
    while len(outputs) < max_length and not ended.all():
        logits, state = step(token, state)
        token = torch.where(ended, eos, logits.argmax(dim=1))
        ended = ended | (token == eos)
        outputs.append(token)
    tokens = torch.stack(outputs, dim=1)
    return tokens, (tokens != eos).sum(dim=1)
    ### END SOLUTION


# %% check="greedy_decode" points=6
check("greedy_decode", greedy_decode)

# %% [markdown] task="what_a_vector_loses" points=2
# ## 5. What a fixed vector loses (2 points, read by a person)
#
# Answer in five to ten sentences of your own, in a new cell below this one.
#
# Two networks read a number digit by digit and write it down again. All that goes from the encoder to the decoder is the state after the last
# digit. Both were trained for 600 steps on random numbers of **one to eight** digits; they differ only in the size of their states, 48 and 96. Then
# each got 200 new numbers of every length. The table shows how many of them came out exactly right, in per cent.
#
# | digits | 1–2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 |
# |---|---|---|---|---|---|---|---|---|---|---|---|
# | size 48 | 100 | 99.5 | 96 | 91 | 75 | 61.5 | 32 | 11.5 | 0.5 | 0 | 0 |
# | size 96 | 100 | 100 | 100 | 100 | 98 | 88.5 | 66 | 29 | 9 | 0.5 | 0.5 |
#
# (a) Look at size 96 and eight digits. If each digit were right with the same probability $p$, independently of the others, what would $p$ be, and which share of the
# numbers of four digits would then be right? Compare with the table: does the network get each digit right with the same probability, whatever the length?
#
# (b) The numbers of six to eight digits are as long as those of the training, and the networks fail on many of them. What has to be in the state after the last digit,
# and why does it become harder with every digit?
#
# (c) From nine digits on there are two possible reasons for a failure. Name both, and an experiment that separates them.
#
# (d) What does the larger state change, and what does it not change? Name a change of the network that helps however long the number is, and say why.
#
# ### BEGIN MARK SCHEME
# **Rubric**
#
# | criterion | points |
# |---|---|
# | (a) $p = 0.66^{1/8} \approx 0.95$, and $0.95^4 \approx 0.81$; the table has 100 %, so each digit of a long number is less often right than that of a short one | 0.5 |
# | (b) all digits in their order have to be in one vector of fixed size; each further digit has to be stored beside all others, with the same number of units | 0.5 |
# | (c) the vector is too small, or the network never had to read and write so many digits in training; train on up to twelve digits and test the same lengths again | 0.5 |
# | (d) the fall comes about two digits later and is still there; the decoder should see all states of the encoder (attention), whose number grows with the input | 0.5 |
#
# **Model answer** (2 of 2). (a) $p = 0.66^{1/8} \approx 0.95$, so $0.95^4 \approx 81$ % of the numbers of four digits would be right. The table says 100 %, so a digit of a long number is
# more often wrong than a digit of a short one. (b) After the last digit the state has to hold all digits and their order. The number of units stays the same, so with each further
# digit there is less room for each of them, and the network has to tell ten times as many numbers apart. (c) Either the state is too small for nine digits, or the network has never learned to go on for
# so long, since training ended at eight. I would train the same network on one to twelve digits: if nine digits are then right, it was the length of the training; if not, it is the size.
# (d) With 96 units the fall comes about two digits later (98 % at six digits, where 48 units have 96 % at four), and it does not go away. Attention would help: the decoder then looks at the states after
# every digit, and there are as many of them as there are digits.
#
# **Three made-up answers**
#
# - *1.5 of 2.* "$p$ is 0.95 and four digits would be 81 %, but it is 100 %, so long numbers are harder for each digit. Everything must be squeezed into the last state. From nine digits on it is too long for the memory or
#   it was never trained on that; train with up to 12 digits to see. 96 is better than 48 but falls too, so use a much larger state." ((b) does not say why each further digit makes it harder: 0.25; (d) a larger
#   state only moves the fall: 0.25)
# - *1 of 2.* "$p^8 = 0.66$ gives 0.95. The state has to contain all digits in order and its size does not grow, so it gets more crowded. Nine digits fail because the state is full. Attention helps because the
#   decoder can look at every digit again." ((a) without the comparison: 0.25; (b) is right; (c) one reason and no experiment: 0; (d) the rows are not compared: 0.25)
# - *0 of 2.* "The networks need more training, 600 steps are too few. With more steps all rows would be 100 %." (nothing is read from the table)
# ### END MARK SCHEME

# %% [markdown]
# ## See it learn (not graded)
#
# Your functions repeat numbers: a network reads one to eight random digits and writes them again. `encode` reads them with an LSTM, `teacher_forcing` and
# `masked_cross_entropy` make the loss, and `greedy_decode` writes with another LSTM, from nothing but the last state. The curve should fall well below the dashed line, which is the lowest loss that is
# possible without reading. The bars show how many new numbers of each length come out exactly right. This takes about half a minute. It is the network of part 5 with 96 units; with
# `hidden_size=48` you get the other one.

# %% play="see_it_learn"
from course_lib.see_it_learn.seq2seq import see_it_learn

see_it_learn(teacher_forcing, masked_cross_entropy, encode, greedy_decode)

# %% [markdown]
# ## For those who are bored (no points)
#
# **Beam search.** The most likely word at each step need not lead to the most likely sentence. Write `beam_search(step, state, sos, eos, max_length, beams)` for one sentence: keep the
# `beams` beginnings with the highest sum of log probabilities, extend each of them by every word, keep the best again, and set those that have written `eos` aside. Return the best sentence and its log probability.
#
# Take a step that looks at the last word only, with the words 0 = `sos`, 1 = `eos`, 2 = *a*, 3 = *b* and these probabilities: after `sos`, *a* 0.6 and *b* 0.4; after *a*, `eos` 0.4, *a* 0.3 and *b* 0.3; after *b*,
# `eos` 0.9, *a* 0.05 and *b* 0.05. Check yourself: one beam writes *a*, as `greedy_decode` does, with the log probability $\ln 0.24$. Two beams find *b*, with $\ln 0.36$. And with so many
# beams that none is ever dropped, the result is the best of all sentences that you can list.
