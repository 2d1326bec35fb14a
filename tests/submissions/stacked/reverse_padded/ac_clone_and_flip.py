def reverse_padded(x, lengths):
    out = x.clone()
    for n, l in enumerate(lengths.tolist()):
        out[n, :l] = x[n, :l].flip(0)
    return out
