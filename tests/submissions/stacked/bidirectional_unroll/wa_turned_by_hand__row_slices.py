import torch

def turn(seq, lengths):
    rows = []
    for row, n in zip(seq, lengths.tolist()):
        rows.append(torch.cat((row[:n].flip(0), row[n:])))
    return torch.stack(rows)

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    h_right, end_right = unroll(steps[0], x, lengths, states[0])
    h_left, end_left = unroll(steps[1], turn(x, lengths), lengths, states[1])
    return torch.cat((h_right, turn(h_left, lengths)), dim=2), [end_right, end_left]
