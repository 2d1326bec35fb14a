import torch


def greedy_decode(step, state, batch, sos, eos, max_length):
    state = state.clone()
    last, done, said = torch.full((batch,), sos), torch.zeros(batch, dtype=torch.bool), []
    while len(said) < max_length and not done.all():
        logits, state = step(last, state)
        last = logits.argmax(-1).masked_fill(done, eos)
        done = done | (last == eos)
        said.append(last)
    tokens = torch.stack(said, 1)
    return tokens, (tokens != eos).sum(1)
