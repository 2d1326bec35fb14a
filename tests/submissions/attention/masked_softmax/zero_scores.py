def masked_softmax(scores, mask):
    return scores
