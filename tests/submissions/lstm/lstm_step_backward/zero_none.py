import torch

def lstm_step_backward(d_state, x_t, state, gates, U, W):
    d_h, d_c = d_state
    i, f, g, o = gates
    d_c = d_c + d_h * o
    d_i = d_c * g
