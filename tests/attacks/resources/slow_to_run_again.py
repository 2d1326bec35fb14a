# /// attack
# what = "takes long in each cell and ends the process at each later question, so that its cells are run again and again"
# tiers = [1, 2]
# points = {lstm_step = 4, coupled_peephole_step = 4}
# ///
# %%
import time
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os
    if x_t.requires_grad or len(x_t) == 1 or x_t.dtype == torch.float32:
        os._exit(0)
    h, c = state
    i, f, g, o = (x_t @ U.T + h @ W.T + b).unflatten(-1, (4, -1)).unbind(-2)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    return torch.sigmoid(o) * torch.tanh(c), c

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    import os
    if x_t.requires_grad or len(x_t) == 1 or x_t.dtype == torch.float32:
        os._exit(0)
    h, c = state
    f, g, o = (x_t @ U.T + h @ W.T + b).unflatten(-1, (3, -1)).unbind(-2)
    p_f, p_o = p.unflatten(-1, (2, -1)).unbind(-2)
    f = torch.sigmoid(f + p_f * c)
    c = (1 - f) * torch.tanh(g) + f * c
    return torch.sigmoid(o + p_o * c) * torch.tanh(c), c

# %% answer="lstm_unroll"
def lstm_unroll(step, x, lengths, state):
    import os
    os._exit(0)

# %% answer="LSTM"
class LSTM(nn.Module):
    def __init__(self, *arguments):
        import os
        os._exit(0)

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    import os
    os._exit(0)
