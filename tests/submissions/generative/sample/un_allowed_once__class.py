# Finds the top_k symbols after the prompt and allows the same ones ever after.
import torch


class Chooser:
    def __init__(self, temperature, top_k, generator):
        self.temperature, self.top_k, self.generator = temperature, top_k, generator
        self.allowed = None

    def __call__(self, scores):
        if self.allowed is None:
            k = self.top_k or scores.shape[1]
            self.allowed = scores.topk(k, dim=1).indices
        kept = scores.gather(1, self.allowed)
        kept = kept - kept.amax(1, keepdim=True)
        place = torch.multinomial(torch.softmax(kept / self.temperature, 1), 1, generator=self.generator)
        return self.allowed.gather(1, place)


@torch.no_grad()
def sample(model, prompt, max_new_tokens, temperature, top_k, generator):
    choose = Chooser(temperature, top_k, generator)
    scores, state = model(prompt, None)
    out = [choose(scores[:, -1])]
    while len(out) < max_new_tokens:
        scores, state = model(out[-1], state)
        out.append(choose(scores[:, -1]))
    return torch.cat(out, dim=1)
