def greedy_decode(step, state, batch, sos, eos, most):
    raise NotImplementedError
