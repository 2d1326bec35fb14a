import math

import torch


class Mean:
    def __init__(self):
        self.count, self.value = 0, 0.0

    def add(self, number):
        self.count += 1
        self.value += (number - self.value) / self.count


def bits_per_character(model, text, time):
    mean, state, place = Mean(), None, 0
    with torch.inference_mode():
        while place < len(text) - 1:
            end = min(place + time, len(text) - 1)
            logits, state = model(text[place:end].unsqueeze(0), state)
            log_p = logits.log_softmax(dim=-1)
            for t in range(end - place):
                mean.add(-log_p[0, t, text[place + t + 1]].item())
            place = end
    return mean.value / math.log(2)
