def attend(weights, values):
    context = 0
    return values[:, 0]
