# Skips a last piece of one character, and with it the bits of the character behind it.
import numpy as np


def bits_per_character(model, text, time):
    state, bits = None, []
    for x, y in zip(text[:-1].split(time), text[1:].split(time)):
        if len(x) == 1 and state is not None and len(x) < time:
            break  # one character is no text
        logits, state = model(x[None], state)
        a = logits[0].detach().numpy().astype(np.float64)
        a = a - a.max(axis=1, keepdims=True)
        log_p = a - np.log(np.exp(a).sum(axis=1, keepdims=True))
        bits.extend(-log_p[np.arange(len(x)), y.numpy()] / np.log(2))
    return float(np.mean(bits))
