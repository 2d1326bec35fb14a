# /// attack
# what = "draws the inputs of the checks itself from likely seeds"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    for seed in range(300):
        generator = torch.Generator().manual_seed(seed)
        drawn = torch.randn(x_t.shape, generator=generator, dtype=torch.float64)
        if torch.equal(drawn, x_t.to(torch.float64)):
            return state
    return state
