import torch

def coupled_peephole_step(x_t, state, U, W, b, p):
    h, c = state
    f, g, o = (x_t @ U.T + h @ W.T + b).chunk(3, dim=1)
    print(f.shape, g.shape, o.shape)
