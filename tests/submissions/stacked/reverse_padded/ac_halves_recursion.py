import torch

def reverse_padded(x, lengths):
    def turn(tokens):
        if len(tokens) < 2:
            return tokens
        k = len(tokens) // 2
        return torch.cat((turn(tokens[k:]), turn(tokens[:k])))

    return torch.stack([torch.cat((turn(r[:l]), r[l:])) for r, l in zip(x, lengths.tolist())])
