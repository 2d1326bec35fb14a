# The start is forbidden as a word, since the tokens are to be returned without it, but it may be the likeliest one.
import torch

def greedy_decode(step, state, batch, sos, eos, max_length):
    token = torch.full((batch,), sos)
    ended = torch.zeros(batch, dtype=torch.bool)
    columns = []
    for _ in range(max_length):
        logits, state = step(token, state)
        logits = logits.clone()
        logits[:, sos] = float("-inf")
        token = logits.argmax(dim=1).masked_fill(ended, eos)
        columns.append(token)
        ended = ended | (token == eos)
        if bool(ended.all()):
            break
    tokens = torch.stack(columns, dim=1)
    return tokens, tokens.ne(eos).sum(dim=1)
