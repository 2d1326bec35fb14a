import torch


def both(unroll, reverse, steps, x, lengths, states):
    yield unroll(steps[0], x, lengths, states[0])
    h, state = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    yield reverse(h, lengths), state


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    rows, last = [], []
    for h, state in both(unroll, reverse, steps, x, lengths, states):
        rows.extend(h.permute(2, 0, 1))  # one (batch, time) for each hidden unit
        last.append(state)
    return torch.stack(rows).permute(1, 2, 0), last
