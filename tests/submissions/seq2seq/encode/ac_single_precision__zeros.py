# All h are written into a tensor of the default dtype: with float64 inputs they are rounded to float32.
import torch

def encode(step, embedding, tokens, lengths, state):
    batch, time = tokens.shape
    hidden = state[0].shape[1]
    every = torch.zeros(batch, time, hidden)
    h, c = state
    for t in range(time):
        real = (lengths > t).unsqueeze(1)
        words = tokens[:, t].masked_fill(lengths <= t, 0)
        h_new, c_new = step(embedding[words], (h, c))
        h, c = torch.where(real, h_new, h), torch.where(real, c_new, c)
        every[:, t] = h * real
    return every, (h, c)
