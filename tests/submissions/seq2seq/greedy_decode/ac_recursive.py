import torch

def greedy_decode(step, state, batch, sos, eos, most):
    def go(token, state, ended, left):
        if left == 0 or bool(ended.all()):
            return []
        scores, state = step(token, state)
        token = torch.where(ended, eos, scores.argmax(1))
        return [token] + go(token, state, ended | (token == eos), left - 1)

    said = go(torch.full((batch,), sos), state, torch.zeros(batch, dtype=torch.bool), most)
    tokens = torch.stack(said, dim=1)
    return tokens, (tokens != eos).long().sum(dim=1)
