def attend(weights, values):
    weighted = weights[..., None] * values
    return values.sum(dim=1)
