from collections import deque

def stacked_unroll(unroll, steps, x, lengths, states):
    done = deque()
    for step, state in zip(steps, states):
        x, state = unroll(step, x, lengths, state)
        done.appendleft(state)
    return x, list(done)
