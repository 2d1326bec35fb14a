import numpy as np
import torch


def bits_per_character(model, text, time):
    state, bits = None, []
    for start in range(0, len(text) - 1, time):
        stop = min(start + time, len(text) - 1)
        logits, state = model(text[start:stop].unsqueeze(0), state)
        log_p = torch.log_softmax(logits[0], -1).detach().numpy()
        bits.extend(-log_p[np.arange(stop - start), text[start + 1 : stop + 1].numpy()])
    return np.float32(np.mean(bits) / np.log(2))
