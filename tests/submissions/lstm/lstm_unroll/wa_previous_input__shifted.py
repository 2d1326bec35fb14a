import torch

def lstm_unroll(step, x, lengths, state):
    # start of sentence
    x = torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], dim=1)
    h, c = state
    N, T, _ = x.shape
    hs = torch.zeros(N, T, h.shape[1]).to(x)
    for t in range(T):
        real = (lengths > t).unsqueeze(1)
        h_t, c_t = step(x[:, t], (h, c))
        h = torch.where(real, h_t, h)
        c = torch.where(real, c_t, c)
        hs[:, t] = torch.where(real, h_t, torch.zeros_like(h_t))
    return hs, (h, c)
