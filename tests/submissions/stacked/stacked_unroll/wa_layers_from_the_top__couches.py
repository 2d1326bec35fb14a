def stacked_unroll(unroll, steps, x, lengths, states):
    sortie = x
    finals = {}
    # on descend la pile
    for k in range(len(steps) - 1, -1, -1):
        sortie, finals[k] = unroll(steps[k], sortie, lengths, states[k])
    return sortie, [finals[k] for k in range(len(steps))]
