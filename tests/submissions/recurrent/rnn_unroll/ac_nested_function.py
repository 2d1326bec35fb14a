import torch

def rnn_unroll(step, x, lengths, h):
    def rec(t, h):
        if t == x.shape[1]:
            return [], h
        vrai = (t < lengths)[:, None]
        nouveau = step(x[:, t], h)
        reste, fin = rec(t + 1, torch.where(vrai, nouveau, h))
        return [nouveau * vrai] + reste, fin
    sorties, fin = rec(0, h)
    return torch.stack(sorties, 1), fin
