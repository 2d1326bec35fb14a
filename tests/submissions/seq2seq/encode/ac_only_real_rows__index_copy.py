def encode(step, embedding, tokens, lengths, state):
    h, c = state
    every = h.new_zeros(tokens.shape[0], tokens.shape[1], h.shape[1])
    for t in range(int(lengths.max())):
        rows = (lengths > t).nonzero().flatten()
        h_new, c_new = step(embedding[tokens[rows, t]], (h[rows], c[rows]))
        h, c = h.index_copy(0, rows, h_new), c.index_copy(0, rows, c_new)
        every[rows, t] = h_new
    return every, (h, c)
