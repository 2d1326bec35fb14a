import torch

def marche(step, x, lengths, h):
    for t in range(x.shape[1]):
        reel = (lengths > t)[:, None]
        h = torch.where(reel, step(x[:, t], h), h)
        yield h, reel

def rnn_unroll(step, x, lengths, h):
    etats, masques = zip(*marche(step, x, lengths, h))
    return torch.stack([e * m for e, m in zip(etats, masques)], dim=1), etats[-1]
