import torch

def rnn_unroll(step, x, lengths, h):
    N, T = x.shape[:2]
    state = h.new_zeros(h.shape)
    rows = []
    for t in range(T):
        alive = lengths.gt(t).unsqueeze(1)
        new = step(x[:, t], state)
        state = new.where(alive, state)
        rows.append(new.masked_fill(~alive, 0.0))
    return torch.stack(rows, 1), state
