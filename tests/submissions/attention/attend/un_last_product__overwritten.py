def attend(weights, values):
    context = 0
    for i in range(values.shape[1]):
        context = weights[:, i:i + 1] * values[:, i]
    return context
