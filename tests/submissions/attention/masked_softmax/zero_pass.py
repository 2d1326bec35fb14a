def masked_softmax(scores, mask):
    pass
