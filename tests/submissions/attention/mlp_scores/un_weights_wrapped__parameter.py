# The weights are wrapped in new parameters, so no gradient reaches the ones that were given.
import torch
from torch import nn

class Network(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.linears = nn.ModuleList()
        for W, b in layers:
            linear = nn.Linear(W.shape[1], W.shape[0])
            linear.weight, linear.bias = nn.Parameter(W), nn.Parameter(b)
            self.linears.append(linear)

    def forward(self, a):
        for linear in self.linears[:-1]:
            a = torch.tanh(linear(a))
        return self.linears[-1](a)


def mlp_scores(query, keys, layers):
    both = torch.cat((query[:, None].expand(-1, keys.shape[1], -1), keys), dim=2)
    return Network(layers)(both)[:, :, 0]
