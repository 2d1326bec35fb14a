import torch

def lstm_unroll(step, x, lengths, state):
    T = x.shape[1]
    rows = []
    for n in range(x.shape[0]):
        s = (state[0][n:n + 1], state[1][n:n + 1])
        row = []
        for t in range(lengths[n]):
            s = step(x[n:n + 1, t], s)
            row.append(s[0])
        while len(row) < T:
            row.append(row[-1])
        rows.append((torch.cat(row), s[0], s[1]))
    hs, h, c = zip(*rows)
    return torch.stack(hs), (torch.cat(h), torch.cat(c))
