def attend(weights, values):
    weighted = weights[..., None] * values
    return values.mean(dim=1)
