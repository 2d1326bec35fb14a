def rnn_step(x_t, h, U, W, b):
    ### YOUR CODE HERE
    raise NotImplementedError
