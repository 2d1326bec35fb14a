def attend(weights, values):
    context = 0
    for i in range(1, values.shape[1]):
        context = context + weights[:, i:i + 1] * values[:, i]
    return context
