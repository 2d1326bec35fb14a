import torch


class ClippedDescent(torch.optim.Optimizer):
    def __init__(self, params, lr, max_norm):
        super().__init__(params, {"lr": lr, "max_norm": max_norm})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            moving = [p for p in group["params"] if p.grad is not None]
            norm = sum((p.grad**2).sum() for p in moving) ** 0.5
            rate = group["lr"]
            if norm > group["max_norm"]:
                rate = rate * group["max_norm"] / norm.item()
            for p in moving:
                p.add_(p.grad, alpha=-rate)


def training_step(loss_of, parameters, batch, state, lr, max_norm):
    theta = [p.detach().clone().requires_grad_() for p in parameters]
    loss, after = loss_of(theta, batch, tuple(s.detach() for s in state))
    loss.backward(inputs=theta)
    ClippedDescent(theta, lr, max_norm).step()
    return loss.detach(), tuple(p.detach() for p in theta), tuple(s.detach() for s in after)
