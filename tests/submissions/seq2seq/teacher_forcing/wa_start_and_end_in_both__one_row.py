import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    whole = torch.full((len(target), target.shape[1] + 2), pad)
    whole[:, 0] = sos
    for n, length in enumerate(lengths):
        whole[n, 1:length + 1] = target[n, :length]
        whole[n, length + 1] = eos
    return whole, whole.clone()
