def greedy_decode(step, state, batch, sos, eos, most):
    return 'tokens', 'lengths'
