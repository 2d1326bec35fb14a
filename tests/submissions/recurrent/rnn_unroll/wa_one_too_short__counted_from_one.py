import torch

def rnn_unroll(step, x, lengths, h):
    outputs = []
    for t, x_t in enumerate(x.unbind(dim=1), start=1):
        keep = (t < lengths)[:, None].type_as(h)
        h_t = step(x_t, h)
        h = keep * h_t + (1 - keep) * h
        outputs.append(keep * h_t)
    return torch.stack(outputs, dim=1), h
