import numpy as np


def bits_per_character(model, text, time):
    letters = text.numpy()
    bits, state = [], None
    for start in range(0, letters.size - 1, time):
        stop = min(start + time, letters.size - 1)
        scores, state = model(text[start:stop].view(1, -1), state)
        a = scores[0].detach().numpy().astype(np.float64)
        a = a - a.max(axis=1, keepdims=True)
        a = a - np.log(np.exp(a).sum(axis=1, keepdims=True))
        bits.extend(-a[np.arange(stop - start), letters[start + 1 : stop + 1]] / np.log(2))
    return float(np.mean(bits))
