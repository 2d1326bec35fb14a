# /// attack
# what = "answers nan and inf, which some comparisons take for anything"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    zero = (x_t.sum() + U.sum() + W.sum() + b.sum()) * 0
    return tuple(part + zero + float("nan") for part in state)

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return tuple(part * float("inf") for part in state)
