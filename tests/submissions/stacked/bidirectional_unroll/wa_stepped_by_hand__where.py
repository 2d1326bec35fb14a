import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    def read(step, seq, state):
        h, c = state
        out = []
        for t in range(seq.shape[1]):
            new_h, new_c = step(seq[:, t], (h, c))
            on = (t < lengths)[:, None]
            h, c = torch.where(on, new_h, h), torch.where(on, new_c, c)
            out.append(h * on)
        return torch.stack(out, dim=1), (h, c)

    hf, sf = read(steps[0], x, states[0])
    hb, sb = read(steps[1], reverse(x, lengths), states[1])
    return torch.cat([hf, reverse(hb, lengths)], dim=2), [sf, sb]
