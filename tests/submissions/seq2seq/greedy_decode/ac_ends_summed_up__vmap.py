import torch

likeliest = torch.vmap(lambda a: a.argmax(0))

def greedy_decode(step, state, batch, sos, eos, max_length):
    said = torch.empty(batch, 0, dtype=torch.int64)
    token = said.new_full((batch,), sos)
    while said.shape[1] < max_length and not (said == eos).any(dim=1).all():
        logits, state = step(token, state)
        token = likeliest(logits)
        said = torch.hstack((said, token[:, None]))
    over = (said == eos).cumsum(dim=1) > 0
    return torch.where(over, eos, said), (~over).sum(dim=1)
