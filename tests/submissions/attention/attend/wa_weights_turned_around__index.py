def attend(weights, values):
    context = 0
    for i in range(values.shape[1]):
        context = context + weights[:, [-1 - i]] * values[:, i]
    return context
