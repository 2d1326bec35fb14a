import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    rows = text[: batch * row].view(batch, row)
    done, window = [], []
    # the columns come one after the other; whenever time + 1 are there, they are a batch,
    # and the last of them is the first input of the next batch
    for column in rows.T:
        window.append(column)
        if len(window) == time + 1:
            done.append((torch.stack(window[:-1], dim=1), torch.stack(window[1:], dim=1)))
            window = window[-1:]
    return done
