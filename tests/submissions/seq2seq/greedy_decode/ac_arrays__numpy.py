import numpy as np
import torch

def greedy_decode(step, state, batch, sos, eos, max_length):
    words = np.full((batch, max_length), eos, dtype=np.int64)
    ended = np.zeros(batch, dtype=bool)
    token = torch.full((batch,), sos)
    for t in range(max_length):
        logits, state = step(token, state)
        best = logits.detach().cpu().numpy().argmax(axis=1)
        best[ended] = eos
        words[:, t] = best
        ended |= best == eos
        token = torch.from_numpy(best)
        if ended.all():
            break
    words = words[:, : t + 1].copy()
    return torch.from_numpy(words), torch.from_numpy((words != eos).sum(axis=1))
