# /// attack
# what = "answers with tensors of every kind that torch has, in the right shape"
# tiers = [0, 1, 2]
# quick = true
# ///
# %%
import torch
KINDS = [torch.float8_e4m3fn, torch.float8_e5m2, torch.bfloat16, torch.float16, torch.complex128, torch.int64, torch.uint8, torch.bool, torch.uint16, torch.uint64]

def each(state):
    kind = KINDS.pop()
    KINDS.insert(0, kind)
    return tuple(torch.zeros(part.shape).to(kind) for part in state)

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    KINDS[:] = [torch.float8_e4m3fn]
    return each(state)

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return tuple(torch.zeros(part.shape, dtype=torch.complex64) for part in state)

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    return x_t.to(torch.float8_e5m2), each(state), U.to(torch.uint16), W.to(torch.bool), torch.zeros(len(U), dtype=torch.int64)
