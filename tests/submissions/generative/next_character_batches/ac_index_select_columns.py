import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    columns = torch.arange(row, device=text.device)
    pieces = columns.unfold(0, time + 1, time).unbind()
    return [(rows.index_select(1, c[:-1]), rows.index_select(1, c[1:])) for c in pieces]
