import torch


def next_character_batches(text, batch, time):
    length = len(text) // batch
    rows = text[: batch * length].reshape(batch, length)
    window = torch.arange(time, device=text.device)
    starts = time * torch.arange((length - 1) // time, device=text.device)

    def pair(start):
        return rows[:, start + window], rows[:, start + window + 1]

    return list(zip(*torch.func.vmap(pair)(starts)))
