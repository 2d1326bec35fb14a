def attend(weights, values):
    context = 0
    for i in range(values.shape[1]):
        context = context + values[:, i]
    return context
