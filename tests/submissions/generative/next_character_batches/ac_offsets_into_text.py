import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    starts = row * torch.arange(batch, device=text.device).unsqueeze(1)
    steps = torch.arange(time, device=text.device).unsqueeze(0)
    return [
        (torch.take(text, starts + steps + k), torch.take(text, starts + steps + k + 1))
        for k in range(0, (row - 1) // time * time, time)
    ]
