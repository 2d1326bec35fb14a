# /// attack
# what = "gets markup and control characters into what is said of its answers"
# tiers = [0, 1, 2]
# quick = true
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    raise type("<script>window.__ran=1</script>", (Exception,), {})("<img src=x onerror=window.__ran=1>\x1b[31m ](javascript:window.__ran=1)")

# %% answer="lstm_unroll"
def lstm_unroll(step, x, lengths, state):
    return type("<svg onload=window.__ran=1>\x1b[2J", (), {})()

# %% answer="LSTM"
class LSTM(nn.Module):
    def __init__(self, *arguments):
        super().__init__()
        setattr(self, "<script>window__ran=1</script>\x1b[31m", nn.Parameter(torch.zeros(1)))

# %% answer="coupled_peephole_step"
class _Named:
    pass
_Named.__name__ = _Named.__qualname__ = "</pre><script>window.__ran=1</script>"
coupled_peephole_step = _Named()
