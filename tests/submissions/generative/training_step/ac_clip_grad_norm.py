import torch

def training_step(loss_of, parameters, batch, state, rate, clip):
    theta = [torch.nn.Parameter(p.detach().clone()) for p in parameters]
    loss, new_state = loss_of(theta, batch, state)
    for p, g in zip(theta, torch.autograd.grad(loss, theta)):
        p.grad = g
    norm = torch.sqrt(sum(p.grad.square().sum() for p in theta))
    if norm > clip:
        for p in theta:
            p.grad *= clip / norm
    with torch.no_grad():
        for p in theta:
            p -= rate * p.grad
    return loss.detach(), tuple(p.data for p in theta), tuple(s.detach() for s in new_state)
