import torch

def lstm_unroll(step, x, lengths, state):
    h, c = state
    longest = lengths.max().item()
    result = x.new_zeros(x.shape[0], x.shape[1], h.shape[1])
    for t in range(longest):
        h_t, c_t = step(x_t=x[:, t], state=(h, c))
        alive = lengths.gt(t).unsqueeze(1).expand_as(h_t)
        h = h.masked_scatter(alive, h_t[alive])
        c = c.masked_scatter(alive, c_t[alive])
        result[:, t, :] = h.masked_fill(alive.logical_not(), 0)
    return result, (h, c)
