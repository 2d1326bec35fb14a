import torch
import torch.nn.functional as F

def encode(step, embedding, tokens, lengths, state):
    real = torch.arange(tokens.shape[1]) < lengths[:, None]
    x = F.embedding(tokens.masked_fill(~real, 0), embedding)
    hs, cs = [], []
    for x_t in x.unbind(1):
        state = step(x_t, state)
        hs.append(state[0])
        cs.append(state[1])
    hs, cs = torch.stack(hs, 1), torch.stack(cs, 1)
    rows = torch.arange(len(tokens))
    last = state
    return hs, last
