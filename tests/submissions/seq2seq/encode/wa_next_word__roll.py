import torch
import torch.nn.functional as F

def encode(step, embedding, tokens, lengths, state):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    x = F.embedding(tokens.masked_fill(~real, 0), embedding)
    hs, cs = [], []
    for x_t in torch.roll(x, -1, dims=1).unbind(1):
        state = step(x_t, state)
        hs.append(state[0])
        cs.append(state[1])
    hs, cs = torch.stack(hs, 1), torch.stack(cs, 1)
    rows = torch.arange(len(tokens))
    last = (hs[rows, lengths - 1], cs[rows, lengths - 1])
    return hs.masked_fill(~real.unsqueeze(2), 0), last
