import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    keep = torch.arange(x.shape[1], device=x.device).unsqueeze(0) < lengths.unsqueeze(1)
    outputs = []
    for t in range(x.shape[1]):
        k = keep[:, t].unsqueeze(1)
        h_t, c_t = step(x[:, t], (h, c))
        outputs.append(h_t.masked_fill(k, 0))
        h = torch.where(k, h, h_t)
        c = torch.where(k, c, c_t)
    return torch.stack(outputs, dim=1), (h, c)
