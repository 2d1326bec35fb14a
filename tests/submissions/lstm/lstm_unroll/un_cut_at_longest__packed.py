import torch
from torch.nn.utils.rnn import pad_sequence

def lstm_unroll(step, x, lengths, state):
    seqs, hT, cT = [], [], []
    for n, L in enumerate(lengths.tolist()):
        h, c = state[0][n:n+1], state[1][n:n+1]
        seq = []
        for t in range(L):
            h, c = step(x[n:n+1, t], (h, c))
            seq.append(h)
        seqs.append(torch.cat(seq))
        hT.append(h)
        cT.append(c)
    return pad_sequence(seqs, batch_first=True), (torch.cat(hT), torch.cat(cT))
