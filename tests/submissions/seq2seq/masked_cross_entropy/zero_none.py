def masked_cross_entropy(scores, target, lengths):
    scores.softmax(2)
