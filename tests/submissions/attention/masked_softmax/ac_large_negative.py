def masked_softmax(scores, mask):
    return scores.masked_fill(mask == False, -1e30).softmax(dim=1)
