def reverse_padded(x):
    return x.flip(1)
