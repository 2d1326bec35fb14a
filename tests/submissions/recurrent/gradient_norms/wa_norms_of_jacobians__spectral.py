import torch

def gradient_norms(step, x, h, d_h):
    H = h.shape[1]
    h = h.detach().requires_grad_()
    states = []
    for x_t in x.unbind(1):
        h = step(x_t, h)
        states.append(h)
    # rows of d h_last / d h_t, one output after the other
    rows = [torch.stack(torch.autograd.grad(h[:, i].sum(), states, retain_graph=True), 1) for i in range(H)]
    J = torch.stack(rows, dim=2)
    return torch.linalg.matrix_norm(J, ord=2)
