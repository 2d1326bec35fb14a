def attend(weights, values):
    return values
