# /// attack
# what = "never ends on the way back"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# points = {lstm_step = 4}
# ///
# %% answer="lstm_step"
class _Endless(torch.autograd.Function):
    @staticmethod
    def forward(context, value):
        return value.clone()

    @staticmethod
    def backward(context, gradient):
        while True:
            pass

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (x_t @ U.T + h @ W.T + b).unflatten(-1, (4, -1)).unbind(-2)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    return _Endless.apply(torch.sigmoid(o) * torch.tanh(c)), c
