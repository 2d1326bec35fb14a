def attend(weights, values):
    weighted = weights[..., None] * values
    return weighted.max(dim=1).values
