def masked_cross_entropy(scores, target, lengths):
    return scores.mean()
