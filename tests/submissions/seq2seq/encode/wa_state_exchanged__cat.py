import torch

def encode(step, embedding, tokens, lengths, state):
    outs, lasts_h, lasts_c = [], [], []
    T = tokens.shape[1]
    for n in range(len(tokens)):
        s = (state[0][n:n + 1], state[1][n:n + 1])
        L = int(lengths[n])
        row = []
        for t in range(L):
            s = step(embedding[tokens[n, t]].unsqueeze(0), s)
            row.append(s[0])
        row += [torch.zeros_like(s[0])] * (T - L)
        outs.append(torch.cat(row))
        lasts_h.append(s[0])
        lasts_c.append(s[1])
    return torch.stack(outs), (torch.cat(lasts_c), torch.cat(lasts_h))
