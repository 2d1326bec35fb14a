def rnn_unroll(step, x, lengths, h):
    pass
