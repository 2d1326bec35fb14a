from functools import reduce

import torch

def lstm_unroll(step, x, lengths, state):
    T = x.shape[1]
    masks = (torch.arange(T, device=x.device)[:, None] < lengths).unsqueeze(-1)

    def one(done, now):
        x_t, m = now
        outputs, old = done
        new = step(x_t, old)
        kept = [torch.where(m, a, b) for a, b in zip(new, old)]
        return [*outputs, torch.where(m, new[0], 0.0)], kept

    outputs, last = reduce(one, zip(x.transpose(0, 1), masks), ([], list(state)))
    return [torch.stack(outputs).transpose(0, 1), last]
