import torch

def stacked_unroll(unroll, steps, x, lengths, states):
    todo, starts, done = iter(steps), iter(states), []
    while True:
        step = next(todo, None)
        if step is None:
            return x, done
        x, final = unroll(step, x, lengths, next(starts))
        done.append(final)
