import torch

def lstm_unroll(step, x, lengths, state):
    N, T, _ = x.shape
    out = x.new_zeros(N, T, state[0].shape[1])
    ends = []
    for n in range(N):
        s = (state[0][:1], state[1][:1])
        for t in range(int(lengths[n])):
            s = step(x[n:n+1, t], s)
            out[n, t] = s[0][0]
        ends.append(s)
    return out, (torch.cat([e[0] for e in ends]), torch.cat([e[1] for e in ends]))
