import torch

def greedy_decode(step, state, batch, sos, eos, max_length):
    token = torch.full((batch,), sos)
    ended = torch.zeros(batch, dtype=torch.bool)
    lengths = torch.zeros(batch, dtype=torch.int64)
    said = []
    for _ in range(max_length):
        logits, state = step(token, state)
        logits = logits.clone()
        logits[ended] = -torch.inf
        logits[ended, eos] = 0
        token = logits.argmax(dim=1)
        said.append(token)
        ended = ended | (token == eos)
        lengths = lengths + ~ended
        if ended.all():
            break
    return torch.stack(said, dim=1), lengths
