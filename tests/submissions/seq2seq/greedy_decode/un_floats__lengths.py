import torch


def greedy_decode(step, state, batch, sos, eos, max_length):
    last, done, said = torch.full((batch,), sos), torch.zeros(batch, dtype=torch.bool), []
    lengths = torch.zeros(batch)
    for _ in range(max_length):
        logits, state = step(last, state)
        last = logits.argmax(-1).masked_fill(done, eos)
        done = done | (last == eos)
        lengths += (~done).float()
        said.append(last)
        if done.all():
            break
    return torch.stack(said, 1), lengths
