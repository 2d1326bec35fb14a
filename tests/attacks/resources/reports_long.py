# /// attack
# what = "makes every text of its report as long as it can"
# tiers = [0, 1, 2]
# ///
# %%
raise ValueError("x" * (50 << 20))

# %%
raise type("E" * 300000, (Exception,), {})("long name")

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    return type("T" * 900000, (), {})()

# %% answer="lstm_unroll"
def lstm_unroll(step, x, lengths, state):
    raise type("E" * 300000, (Exception,), {})("m" * (20 << 20))

# %% answer="LSTM"
class LSTM(nn.Module):
    def __init__(self, *arguments):
        super().__init__()
        for number in range(20):
            setattr(self, "p" * 40000 + str(number), nn.Parameter(torch.zeros(1)))

    def forward(self, *arguments):
        return None

# %% answer="coupled_peephole_step"
exec("def coupled_peephole_step(%s): pass" % ("a" * 900000))

# %% answer="lstm_step_backward"
lstm_step_backward = type("N" * 900000, (), {})()
