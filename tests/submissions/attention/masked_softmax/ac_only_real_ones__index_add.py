import torch

def masked_softmax(scores, mask):
    rows, places = mask.nonzero(as_tuple=True)
    e = scores[rows, places]
    peak = scores.new_full((len(scores),), -torch.inf).scatter_reduce(0, rows, e.detach(), "amax")
    power = torch.exp(e - peak[rows])
    total = scores.new_zeros(len(scores)).index_add(0, rows, power)
    return torch.zeros_like(scores).index_put((rows, places), power / total[rows])
