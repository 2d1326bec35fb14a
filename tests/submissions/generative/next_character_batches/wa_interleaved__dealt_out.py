import torch


def next_character_batches(text, batch, time):
    row = len(text) // batch
    # one character for each reader in turn, like cards
    hands = [[] for _ in range(batch)]
    for i, symbol in enumerate(text[: batch * row].tolist()):
        hands[i % batch].append(symbol)
    rows = torch.tensor(hands, dtype=text.dtype, device=text.device)
    windows = rows.unfold(1, time + 1, time)
    return [(windows[:, k, :time], windows[:, k, 1:]) for k in range(windows.shape[1])]
