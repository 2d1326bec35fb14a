import torch


def sample(model, prompt, length, temperature, top_k, generator):
    def symbols():
        x, state = prompt, None
        while True:
            scores, state = model(x, state)
            log_p = torch.log_softmax(scores[:, -1] / temperature, -1)
            values, indices = log_p.sort(-1, descending=True)
            values = values[:, : top_k or values.shape[1]]
            x = indices.gather(-1, torch.multinomial(values.exp(), 1, generator=generator))
            yield x

    stream = symbols()
    return torch.cat([next(stream) for _ in range(length)], -1)
