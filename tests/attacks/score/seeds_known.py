# /// attack
# what = "relies on the random numbers of its process being the same each time, and on what was drawn before"
# tiers = [1, 2]
# ///
# %%
import random, torch
drawn = torch.randn(3)
state_of_torch = torch.random.get_rng_state()

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    torch.random.set_rng_state(state_of_torch)
    return torch.randn(state[0].shape, dtype=x_t.dtype), torch.randn(state[1].shape, dtype=x_t.dtype)
