# /// attack
# what = "answers with values whose way back raises, lies and changes what was sent"
# tiers = [0, 1, 2]
# points = {lstm_step = 4}
# keeps = ["lstm_unroll"]
# ///
# %% answer="lstm_step"
class _Lies(torch.autograd.Function):
    @staticmethod
    def forward(context, value):
        return value.clone()

    @staticmethod
    def backward(context, gradient):
        return torch.full_like(gradient, float("nan")).to(torch.complex128).real.expand(3, *gradient.shape)

def lstm_step(x_t, state, U, W, b):
    h, c = state
    i, f, g, o = (x_t @ U.T + h @ W.T + b).unflatten(-1, (4, -1)).unbind(-2)
    c = torch.sigmoid(i) * torch.tanh(g) + torch.sigmoid(f) * c
    h = _Lies.apply(torch.sigmoid(o) * torch.tanh(c))
    if h.requires_grad:
        h.register_hook(lambda gradient: gradient.to(torch.float16).fill_(float("inf")))
    return h, c

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    x_t.requires_grad_(False) if x_t.is_leaf else None
    U.resize_(0)
    state[0].set_()
    return W, b
