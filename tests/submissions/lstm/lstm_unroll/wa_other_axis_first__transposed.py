import torch

def lstm_unroll(step, x, lengths, state):
    x = x.transpose(0, 1)        # (time, batch, input), as torch likes it
    mask = torch.arange(x.shape[0], device=x.device)[:, None] < lengths[None, :]
    h, c = state
    result = x.new_zeros(x.shape[0], x.shape[1], h.shape[1])
    for t in range(x.shape[0]):
        new_h, new_c = step(x[t], (h, c))
        m = mask[t, :, None]
        h = torch.where(m, new_h, h)
        c = torch.where(m, new_c, c)
        result[t] = torch.where(m, new_h, torch.zeros_like(new_h))
    return result, (h, c)
