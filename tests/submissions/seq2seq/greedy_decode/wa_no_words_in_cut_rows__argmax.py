import torch


def greedy_decode(step, state, batch, sos, eos, max_length):
    last, done, said = torch.full((batch,), sos), torch.zeros(batch, dtype=torch.bool), []
    while len(said) < max_length and not done.all():
        logits, state = step(last, state)
        last = torch.where(done, torch.tensor(eos), logits.argmax(-1))
        done = done | (last == eos)
        said.append(last)
    tokens = torch.stack(said, 1)
    return tokens, (tokens == eos).int().argmax(1)
