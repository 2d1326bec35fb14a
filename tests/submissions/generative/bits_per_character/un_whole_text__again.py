import torch


def bits_per_character(model, text, time):
    logits, _state = model(text[None, :-1], None)
    log_p = torch.log_softmax(logits[0], -1)
    return -log_p[torch.arange(len(text) - 1), text[1:]].mean().item() / 0.6931471805599453
