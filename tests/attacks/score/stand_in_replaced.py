# /// attack
# what = "makes the stand-ins of its own process easier than they are"
# tiers = [0, 1, 2]
# ///
# %%
import sys
for name, module in list(sys.modules.items()):
    if name.endswith("stand_ins"):
        easy = lambda seed, *sizes: lambda x_t, state, *rest: state
        for kind in list(module.KINDS):
            module.KINDS[kind] = easy

# %% answer="lstm_unroll"
def lstm_unroll(step, x, lengths, state):
    for t in range(x.shape[1]):
        state = step(x[:, t], state)
    return torch.zeros(x.shape[0], x.shape[1], state[0].shape[1]), state
