def rnn_step(x, h, U, W, b): return (b + h @ W.mT + x @ U.mT).tanh()
