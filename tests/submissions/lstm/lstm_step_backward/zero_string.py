def lstm_step_backward(d_state, x_t, state, gates, U, W):
    return "d_x", ("d_h", "d_c"), "d_U", "d_W", "d_b"
