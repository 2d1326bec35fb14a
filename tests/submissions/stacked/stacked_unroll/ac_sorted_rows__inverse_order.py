import torch


def stacked_unroll(unroll, steps, x, lengths, states):
    # longest first, as for a packed sequence
    order = torch.argsort(lengths, descending=True)
    back = torch.empty_like(order)
    back[order] = torch.arange(len(order), device=order.device)

    h = x.index_select(0, order)
    sorted_lengths = lengths.index_select(0, order)
    last = []
    for step, state in zip(steps, states):
        h, state = unroll(step, h, sorted_lengths, tuple(s.index_select(0, order) for s in state))
        last.append(tuple(s.index_select(0, back) for s in state))
    return h.index_select(0, back), last
