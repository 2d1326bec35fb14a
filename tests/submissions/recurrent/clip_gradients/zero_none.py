def clip_gradients(gradients, limit):
    norm = sum(g.pow(2).sum() for g in gradients) ** 0.5
    clipped = [g * min(1, limit / norm) for g in gradients]
