def attend(weights, values):
    return (weights.softmax(1)[:, :, None] * values).sum(1).T
