import torch

def greedy_decode(step, state, batch, sos, eos, most):
    said, ended = [], torch.zeros(batch).bool()
    while len(said) < most and not ended.all():
        scores, state = step(torch.full((batch,), sos), state)
        token = torch.where(ended, eos, scores.argmax(1))
        ended = ended | (token == eos)
        said.append(token)
    tokens = torch.stack(said, 1)
    return tokens, (tokens != eos).sum(1) + 1
