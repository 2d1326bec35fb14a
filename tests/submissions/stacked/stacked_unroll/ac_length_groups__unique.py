import torch
import torch.nn.functional as F


def stacked_unroll(unroll, steps, x, lengths, states):
    """Rows of one length have no padding: run them together, and put everything back afterwards."""
    order, tops, ends = [], [], [([], []) for _ in steps]
    for length in torch.unique(lengths).tolist():
        rows = torch.nonzero(lengths == length).squeeze(1)
        h = x[rows][:, :length]
        for k, step in enumerate(steps):
            h, (h_end, c_end) = unroll(step, h, lengths[rows], (states[k][0][rows], states[k][1][rows]))
            ends[k][0].append(h_end)
            ends[k][1].append(c_end)
        tops.append(F.pad(h, (0, 0, 0, x.shape[1] - length)))
        order.append(rows)
    back = torch.argsort(torch.cat(order))
    return torch.cat(tops)[back], [(torch.cat(h)[back], torch.cat(c)[back]) for h, c in ends]
