def sample(model, prompt, length, temperature, top_k, generator):
    raise NotImplementedError
