import torch
from torch.nn.utils.rnn import pad_sequence

def rnn_unroll(step, x, lengths, h):
    phrases, derniers = [], []
    for n, longueur in enumerate(lengths.tolist()):
        etat, suite = h[n][None], []
        for mot in x[n, :longueur]:
            etat = step(mot[None], etat)
            suite.append(etat[0])
        phrases.append(torch.stack(suite))
        derniers.append(etat[0])
    return pad_sequence(phrases, batch_first=True), torch.stack(derniers)
