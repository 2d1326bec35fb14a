import torch


def greedy_decode(step, state, batch, sos, eos, max_length):
    last, done, said = torch.full((batch,), sos), torch.zeros(batch, dtype=torch.bool), []
    while len(said) < max_length and not done.all():
        logits, state = step(last, state)
        last = torch.where(done, torch.tensor(eos), logits.argmax(-1))
        done = done | (last == eos)
        said.append(last[:, None])
    tokens = torch.cat(said, 1)
    if batch > 1:
        tokens = tokens.squeeze()
    return tokens, (tokens != eos).sum(-1)
