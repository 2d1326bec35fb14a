from concurrent.futures import ThreadPoolExecutor

import torch


def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    def forward():
        return unroll(steps[0], x, lengths, states[0])

    def backward():
        h, state = unroll(steps[1], reverse(x, lengths), lengths, states[1])
        return reverse(h, lengths), state

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.submit(forward), pool.submit(backward)
        (h_one, s_one), (h_two, s_two) = one.result(), two.result()
    return torch.cat([h_one, h_two], 2), [s_one, s_two]
