def stacked_unroll(unroll, steps, x, lengths, states):
    etats = dict(enumerate(states))
    sortie = x
    for numero in sorted(etats):
        sortie, etats[numero] = unroll(steps[numero], sortie, lengths, etats[numero])
    return sortie, [etats[numero] for numero in sorted(etats)]
