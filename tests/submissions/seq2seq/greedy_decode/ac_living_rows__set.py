import torch

@torch.no_grad()
def greedy_decode(step, state, batch, sos, eos, max_length):
    living = set(range(batch))
    counts = [max_length] * batch
    columns = []
    token = torch.full((batch,), sos)
    while living and len(columns) < max_length:
        logits, state = step(token, state)
        best = logits.topk(1, dim=1).indices[:, 0].tolist()
        column = [best[n] if n in living else eos for n in range(batch)]
        for n in list(living):
            if column[n] == eos:
                counts[n] = len(columns)
                living.remove(n)
        columns.append(column)
        token = torch.tensor(column)
    return torch.tensor(columns).T, torch.tensor(counts)
