import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    (hf0, cf0), (hb0, cb0) = states
    rows, f_h, f_c, b_h, b_c = [], [], [], [], []
    for n in range(x.shape[0]):
        i = slice(n, n + 1)
        f, (hf, cf) = unroll(steps[0], x[i], lengths[i], (hf0[i], cf0[i]))
        b, (hb, cb) = unroll(steps[1], reverse(x[i], lengths[i]), lengths[i], (hb0[i], cb0[i]))
        rows.append(torch.cat((f, reverse(b, lengths[i])), dim=2))
        f_h.append(hf)
        f_c.append(cf)
        b_h.append(hb)
        b_c.append(cb)
    return torch.cat(rows), [(torch.cat(f_h), torch.cat(f_c)), (torch.cat(b_h), torch.cat(b_c))]
