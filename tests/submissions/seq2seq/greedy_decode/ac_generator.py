import torch

def greedy_decode(step, state, batch, sos, eos, most):
    def words(state):
        token, ended = torch.full((batch,), sos), torch.zeros(batch).bool()
        while True:
            scores, state = step(token, state)
            token = torch.where(ended, torch.tensor(eos), scores.topk(1).indices.squeeze(1))
            ended = ended | token.eq(eos)
            yield token, bool(ended.all())

    said = []
    for token, last in words(state):
        said.append(token)
        if last or len(said) == most:
            break
    tokens = torch.stack(said).T
    return tokens, tokens.ne(eos).sum(1)
