from functools import cached_property
import torch

class Step:
    def __init__(self, **given):
        self.__dict__.update(given)

    @cached_property
    def weights(self):
        return self.softmax(self.score(self.state[0], self.h), self.mask)

    @cached_property
    def context(self):
        return self.attend(self.weights, self.h)

    @cached_property
    def after(self):
        return self.cell(torch.cat((self.x, self.context), dim=1), self.state)


def attentive_step(cell, score, softmax, attend, x_t, state, encoder_states, mask):
    step = Step(
        cell=cell, score=score, softmax=softmax, attend=attend, x=x_t, state=state, h=encoder_states, mask=mask
    )
    return step.after, step.context, step.weights
