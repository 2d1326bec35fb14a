def coupled_peephole_step(x_t, state, U, W, b, p):
    return state
