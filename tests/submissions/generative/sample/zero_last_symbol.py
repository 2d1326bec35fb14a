import torch


def sample(model, prompt, length, temperature, top_k, generator):
    return prompt[:, -1:].repeat(1, length)
