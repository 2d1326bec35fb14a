def rnn_unroll(step, x, lengths, h):
    return "every_h", "last_h"
