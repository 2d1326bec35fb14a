def attend(weights, values):
    terms = [w[:, None] * h for w, h in zip(weights.unbind(1), values.unbind(1))]
    while len(terms) > 1:
        alone = terms[len(terms) // 2 * 2 :]
        terms = [a + b for a, b in zip(terms[::2], terms[1::2])] + alone
    return terms[0]
