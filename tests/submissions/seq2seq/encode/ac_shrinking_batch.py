import torch

def encode(step, embedding, tokens, lengths, state):
    h, c = state[0].clone(), state[1].clone()
    out = []
    for t in range(tokens.shape[1]):
        rows = (lengths > t).nonzero().flatten()
        column = torch.zeros_like(h)
        if len(rows):
            new_h, new_c = step(embedding[tokens[rows, t]], (h[rows], c[rows]))
            h = h.index_copy(0, rows, new_h)
            c = c.index_copy(0, rows, new_c)
            column = column.index_copy(0, rows, new_h)
        out.append(column)
    return torch.stack(out, dim=1), (h, c)
