import torch

def bidirectional_unroll(unroll, reverse, steps, x, lengths, states):
    def lire(pas, etat, a_l_envers):
        entree = reverse(x, lengths) if a_l_envers else x
        sortie, dernier = unroll(pas, entree, lengths, etat)
        if a_l_envers:
            sortie = reverse(sortie, lengths)   # remise dans l'ordre des mots
        return sortie, dernier

    avant, dernier_avant = lire(steps[0], states[0], False)
    arriere, dernier_arriere = lire(steps[1], states[1], True)
    return torch.cat([avant, arriere], dim=2), [dernier_avant, dernier_arriere]
