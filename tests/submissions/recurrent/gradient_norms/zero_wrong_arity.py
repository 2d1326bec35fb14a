import torch

def gradient_norms(step, x):
    return x
