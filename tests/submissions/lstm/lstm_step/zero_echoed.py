def lstm_step(x_t, state, U, W, b):
    return state
