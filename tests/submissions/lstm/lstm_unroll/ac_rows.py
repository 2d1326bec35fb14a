import torch
from torch.nn.utils.rnn import pad_sequence

def lstm_unroll(step, x, lengths, state):
    sequences, last = [], []
    for n in range(x.shape[0]):
        s = (state[0][n : n + 1], state[1][n : n + 1])
        seq = []
        for t in range(int(lengths[n])):
            s = step(x[n : n + 1, t], s)
            seq.append(s[0][0])
        sequences.append(torch.stack(seq))
        last.append(s)
    h = pad_sequence(sequences, batch_first=True)
    missing = x.shape[1] - h.shape[1]
    h = torch.nn.functional.pad(h, (0, 0, 0, missing))
    return h, (torch.cat([s[0] for s in last]), torch.cat([s[1] for s in last]))
