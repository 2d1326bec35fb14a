import torch

def lstm_unroll(step, x, lengths, state):
    batch, time, size = x.shape
    x = x.reshape(time, batch, size)       # time first
    h, c = state
    outputs = []
    for t in range(time):
        mask = (lengths > t).unsqueeze(-1)
        h_t, c_t = step(x[t], (h, c))
        h = torch.where(mask, h_t, h)
        c = torch.where(mask, c_t, c)
        outputs.append(torch.where(mask, h_t, torch.zeros_like(h_t)))
    return torch.stack(outputs, dim=1), (h, c)
