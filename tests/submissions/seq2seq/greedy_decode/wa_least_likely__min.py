import torch

def greedy_decode(step, state, batch, sos, eos, most):
    last = torch.tensor([sos] * batch)
    rows = [[] for _ in range(batch)]
    done = [False] * batch
    while len(rows[0]) < most and not all(done):
        scores, state = step(last, state)
        best = scores.min(dim=1).indices
        for n in range(batch):
            word = eos if done[n] else int(best[n])
            rows[n].append(word)
            done[n] = done[n] or word == eos
        last = torch.tensor([row[-1] for row in rows])
    lengths = [row.index(eos) if eos in row else len(row) for row in rows]
    return torch.tensor(rows), torch.tensor(lengths)
