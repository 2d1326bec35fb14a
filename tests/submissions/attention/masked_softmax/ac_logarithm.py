def masked_softmax(scores, mask):
    s = scores.masked_fill(~mask, -float('inf'))
    return (s - s.logsumexp(1, keepdim=True)).exp()
