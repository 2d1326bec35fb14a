def reverse_padded(x, lengths):
    pass
