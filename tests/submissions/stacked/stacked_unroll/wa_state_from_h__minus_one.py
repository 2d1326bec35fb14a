# Takes the last h from the last column of the padded output, which belongs to the padding in every shorter row.
class Stack:
    def __init__(self, unroll, steps):
        self.unroll, self.steps = unroll, steps

    def __call__(self, h, lengths, states):
        for step, state in zip(self.steps, states):
            h, (_, c) = self.unroll(step, h, lengths, state)
            self.last.append((h[:, -1], c))
        return h


def stacked_unroll(unroll, steps, x, lengths, states):
    stack = Stack(unroll, steps)
    stack.last = []
    return stack(x, lengths, states), stack.last
