import torch

def greedy_decode(step, state, batch, sos, eos, most):
    token, said = torch.full((batch,), sos), []
    for _ in range(most):
        scores, state = step(token, state)
        token = scores.argmax(1)
        said.append(token)
    tokens = torch.stack(said, 1)
    over = (tokens == eos).cumsum(1) > 0
    tokens = torch.where(over, eos, tokens)
    lengths = (~over).sum(1)
    width = min(most, int(lengths.max()) + 1)
    return tokens[:, :width], lengths
