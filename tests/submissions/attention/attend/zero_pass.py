def attend(weights, values):
    pass
