import torch

def teacher_forcing(target, lengths, sos, eos, pad):
    words = target.clone()
    words[torch.arange(words.shape[1]) >= lengths[:, None]] = pad
    labels = torch.hstack((words, words.new_full((len(words), 1), pad)))
    decoder_input = labels.roll(1, dims=1)
    decoder_input[:, 0] = sos  # what came round from the last column is pad
    labels[torch.arange(len(labels)), lengths] = eos
    return decoder_input, labels
