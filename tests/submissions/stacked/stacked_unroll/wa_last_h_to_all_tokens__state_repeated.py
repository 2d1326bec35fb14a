def stacked_unroll(unroll, steps, x, lengths, states):
    T = x.size(1)
    inp = x
    finals = []
    for step, st in zip(steps, states):
        h, final = unroll(step, inp, lengths, st)
        finals.append(final)
        inp = final[0].unsqueeze(1).repeat(1, T, 1)   # what the layer below has to say
    return h, finals
