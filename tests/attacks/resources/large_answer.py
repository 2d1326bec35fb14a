# /// attack
# what = "answers with a tensor of 64 MB, and with one of 80 GB that takes no memory until it is copied"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["failed", "refused", "crashed"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    return torch.zeros(16 << 20), state[1]

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return torch.zeros(1, dtype=torch.float64).expand(10**10), state[1]
