def reverse_padded(x, lengths):
    y = x.clone()
    for n, l in enumerate(lengths.tolist()):
        i, j = 0, l - 1
        while i < j:
            left, right = y[n, i], y[n, j]
            y[n, i] = right
            y[n, j] = left
            i += 1
            j -= 1
    return y
