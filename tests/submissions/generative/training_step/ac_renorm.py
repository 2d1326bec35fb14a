import torch


def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [p.detach().requires_grad_() for p in parameters]
    loss, (h, c) = loss_of(theta, batch, state)
    long = torch.hstack([g.ravel() for g in torch.autograd.grad(loss, theta)])
    # renorm leaves rows alone which are short enough
    long = torch.renorm(long.unsqueeze(0), p=2, dim=0, maxnorm=clip).squeeze(0)
    moved, at = [], 0
    for p in parameters:
        piece = long[at : at + p.numel()].reshape(p.shape)
        moved.append(torch.sub(p.detach(), piece * rate))
        at += p.numel()
    return loss.detach(), tuple(moved), (h.detach(), c.detach())
