def attend(weights, values):
    best = weights.max(dim=1).indices
    return values.gather(1, best[:, None, None].expand(-1, 1, values.shape[2])).squeeze(1)
