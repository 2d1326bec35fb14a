def reverse_padded(x, lengths):
    y = x.clone()
    for n in range(len(x)):
        l = lengths[n]
        y[n, 1:l] = x[n, 1:l].flip(0)   # the first one is <bos>
    return y
