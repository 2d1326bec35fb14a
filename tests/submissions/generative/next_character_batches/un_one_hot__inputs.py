import torch.nn.functional as F


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    symbols = int(text.max()) + 1
    return [(F.one_hot(w[:, :-1].long(), symbols), w[:, 1:]) for w in rows.unfold(1, time + 1, time).unbind(1)]
