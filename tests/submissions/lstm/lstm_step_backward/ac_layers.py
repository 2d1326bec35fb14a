import torch

class Layer:
    """A layer that knows its own derivative."""

    def __init__(self, value):
        self.value = value

class Sigmoid(Layer):
    def backward(self, grad):
        return grad * self.value * (1 - self.value)

class Tanh(Layer):
    def backward(self, grad):
        return grad * (1 - self.value.square())

class Product(Layer):
    def __init__(self, left, right):
        super().__init__(left * right)
        self.left, self.right = left, right

    def backward(self, grad):
        return grad * self.right, grad * self.left

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    h, c = state
    i, f, g, o = gates
    write, keep = Product(i, g), Product(f, c)
    squashed = Tanh(torch.tanh(write.value + keep.value))
    read = Product(o, squashed.value)
    grad_o, grad_squashed = read.backward(d_state[0])
    grad_c = squashed.backward(grad_squashed) + d_state[1]
    grad_i, grad_g = write.backward(grad_c)
    grad_f, grad_c_before = keep.backward(grad_c)
    layers = [Sigmoid(i), Sigmoid(f), Tanh(g), Sigmoid(o)]
    grads = [layer.backward(grad) for layer, grad in zip(layers, (grad_i, grad_f, grad_g, grad_o))]
    grads = torch.stack(grads, dim=1).flatten(1)
    return grads @ U, (grads @ W, grad_c_before), grads.T @ x_t, grads.T @ h, grads.sum(0)
