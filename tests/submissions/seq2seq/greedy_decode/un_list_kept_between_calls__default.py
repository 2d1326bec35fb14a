# The list of words is a default argument, so the second call goes on where the first one stopped.
import torch

def greedy_decode(step, state, batch, sos, eos, max_length, said=[]):
    token = torch.full((batch,), sos)
    ended = torch.zeros(batch, dtype=torch.bool)
    lengths = torch.zeros(batch, dtype=torch.long)
    for _ in range(max_length):
        logits, state = step(token, state)
        token = logits.argmax(dim=1)
        token[ended] = eos
        said.append(token)
        ended = ended | (token == eos)
        lengths += (~ended).long()
        if ended.all():
            break
    return torch.stack(said, dim=1), lengths
