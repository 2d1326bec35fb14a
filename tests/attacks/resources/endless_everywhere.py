# /// attack
# what = "never ends in five cells, in five answers, and again in each process that replaces the last"
# ///
# %%
while True: pass
# %%
import time
while True:
    try:
        time.sleep(100)
    except BaseException:
        pass
# %%
while True: pass
# %%
import re
re.match(r"(a|a?)+$", "a" * 40 + "b")
# %%
while True: pass

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    while True: pass

# %% answer="lstm_unroll"
def lstm_unroll(step, x, lengths, state):
    import re
    re.match(r"(a|a?)+$", "a" * 40 + "b")

# %% answer="LSTM"
class LSTM(nn.Module):
    def __init__(self, *arguments):
        while True: pass

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    while True: pass

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    while True: pass
