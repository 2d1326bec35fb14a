def stacked_unroll(unroll, steps, x, lengths, states):
    # layer 0 is the input, layers 1.. are the network
    h = [x]
    last = [states[0]]
    for k in range(1, len(steps)):
        h_k, s_k = unroll(steps[k], h[k - 1], lengths, states[k])
        h.append(h_k)
        last.append(s_k)
    return h[-1], last
