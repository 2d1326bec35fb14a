import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    gauche, fin_g = unroll(steps[0], x, lengths, states[0])
    droite, fin_d = unroll(steps[1], reverse(x, lengths), lengths, states[1])
    ensemble = torch.cat((gauche, reverse(droite, lengths)), dim=2)
    return ensemble.squeeze(), [fin_g, fin_d]
