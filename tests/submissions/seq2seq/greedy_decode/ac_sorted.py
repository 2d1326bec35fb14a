import torch

def greedy_decode(step, state, batch, sos, eos, most):
    token = torch.zeros(batch, dtype=torch.int64) + sos
    grown = torch.zeros(batch, 0, dtype=torch.int64)
    count = torch.full((batch,), most)
    for t in range(most):
        scores, state = step(token, state)
        token = scores.sort(dim=1, descending=True, stable=True).indices[:, 0]
        token[count < most] = eos
        count = torch.where((token == eos) & (count == most), t, count)
        grown = torch.cat((grown, token[:, None]), 1)
        if (count < most).all():
            break
    return grown, count
