def stacked_unroll(unroll, steps, x, lengths, states):
    todo = list(zip(steps, states))[::-1]
    done = []
    while todo:
        step, state = todo.pop()
        x, state = unroll(step, x, lengths, state)
        done.append(state)
    return x, done
