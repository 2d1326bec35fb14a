def attend(weights, values):
    weighted = weights[..., None] * values
    return weighted.sum(dim=1)
