import torch

class Line:
    def __init__(self, eos):
        self.words, self.eos, self.ended = [], eos, False

    def hear(self, word):
        self.ended = self.ended or word == self.eos
        if not self.ended:
            self.words.append(word)

    def last(self):
        return self.eos if self.ended else self.words[-1]

    def as_wide_as(self, width):
        return self.words + [self.eos] * (width - len(self.words))


def greedy_decode(step, state, batch, sos, eos, max_length):
    lines = [Line(eos) for _ in range(batch)]
    fed, steps = [sos] * batch, 0
    while steps < max_length and not all(line.ended for line in lines):
        logits, state = step(torch.tensor(fed), state)
        steps += 1
        for line, a in zip(lines, logits):
            line.hear(int(a.argmax()))
        fed = [line.last() for line in lines]
    return torch.tensor([line.as_wide_as(steps) for line in lines]), torch.tensor([len(line.words) for line in lines])
