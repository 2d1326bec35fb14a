from torch import nn


class Layer(nn.Module):
    def __init__(self, unroll, step):
        super().__init__()
        self.given = (unroll, step)

    def forward(self, below, lengths, state):
        unroll, step = self.given
        return unroll(step, below, lengths, state)


class Stack(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def forward(self, x, lengths, states):
        after = []
        for layer, state in zip(self.layers, states):
            x, state = layer(x, lengths, state)
            after.append(state)
        return x, after


def stacked_unroll(unroll, steps, x, lengths, states):
    return Stack(Layer(unroll, step) for step in steps)(x, lengths, states)
