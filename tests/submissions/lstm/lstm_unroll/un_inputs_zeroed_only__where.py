import torch

def lstm_unroll(step, x, lengths, state):
    mask = (torch.arange(x.shape[1], device=x.device) < lengths[:, None]).unsqueeze(2)
    x = torch.where(mask, x, torch.zeros_like(x))   # padding becomes zero
    hs = []
    for t in range(x.shape[1]):
        state = step(x[:, t], state)
        hs.append(state[0])
    hs = torch.stack(hs, dim=1)
    return torch.where(mask, hs, torch.zeros_like(hs)), state
