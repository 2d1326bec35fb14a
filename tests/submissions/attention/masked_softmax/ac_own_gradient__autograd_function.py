import torch

class MaskedSoftmax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, scores, mask):
        e = scores.masked_fill(~mask, -torch.inf)
        weights = torch.exp(e - e.amax(dim=1, keepdim=True))
        weights = weights / weights.sum(dim=1, keepdim=True)
        ctx.save_for_backward(weights)
        return weights

    @staticmethod
    def backward(ctx, gradient):
        (weights,) = ctx.saved_tensors
        mean = (weights * gradient).sum(dim=1, keepdim=True)
        return weights * (gradient - mean), None


def masked_softmax(scores, mask):
    return MaskedSoftmax.apply(scores, mask)
