from collections import deque


def stacked_unroll(unroll, steps, x, lengths, states):
    queue = deque(zip(steps, states))
    for _ in range(len(steps)):
        step, state = queue.popleft()
        x, state = unroll(step, x, lengths, state)
        queue.append(state)
    return x, list(queue)
