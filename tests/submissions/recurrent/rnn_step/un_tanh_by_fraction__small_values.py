# tanh is replaced by a fraction that is good near 0 only; for large arguments it leaves [-1, 1].
import torch


def tanh(z):
    z2 = z * z
    return z * (135135 + z2 * (17325 + z2 * (378 + z2))) / (135135 + z2 * (62370 + z2 * (3150 + 28 * z2)))


def rnn_step(x_t, h, U, W, b):
    return tanh(x_t @ U.T + h @ W.T + b)
