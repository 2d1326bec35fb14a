# It stops only when all rows say the end in the same step, so rows that end at different times are written on and on.
import torch

def greedy_decode(step, state, batch, sos, eos, max_length):
    token = torch.full((batch,), sos)
    said = []
    for _ in range(max_length):
        logits, state = step(token, state)
        token = logits.argmax(dim=1)
        said.append(token)
        if (token == eos).all():
            break
    said = torch.stack(said, dim=1)
    over = (said == eos).cumsum(1) > 0
    return said.masked_fill(over, eos), (~over).sum(1)
