import torch

def reverse_padded(x, lengths):
    out = x.clone()
    for n, l in enumerate(lengths.tolist()):
        part = x[n, :l]
        out[n, :l] = torch.flip(part, dims=list(range(part.dim())))  # np.flip(part)
    return out
