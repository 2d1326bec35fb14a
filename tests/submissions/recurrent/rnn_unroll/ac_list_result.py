import torch

def rnn_unroll(step, x, lengths, h):
    out = []
    for t, x_t in enumerate(x.permute(1, 0, 2)):
        new = step(x_t, h)
        r = (lengths > t).view(-1, 1).expand_as(new)
        out.append(torch.where(r, new, torch.zeros_like(new)))
        h = torch.where(r, new, h)
    return [torch.stack(out).transpose(0, 1), h]
