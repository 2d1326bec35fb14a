import torch
import torch.nn.functional as F

def rnn_unroll(step, x, lengths, h):
    result = []
    for n in range(x.shape[0]):
        s = h[n : n + 1]
        states = []
        for t in range(int(lengths[n])):
            s = step(x[n : n + 1, t], s)
            states.append(s)
        states = torch.cat(states)
        result.append(F.pad(states, (0, 0, 0, x.shape[1] - len(states))))
    result = torch.stack(result)
    return result, result[:, -1]
