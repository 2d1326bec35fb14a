def attend(weights, values):
    weighted = weights[..., None] * values
    return weighted.prod(dim=1)
