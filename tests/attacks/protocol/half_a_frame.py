# /// attack
# what = "writes half a frame and waits"
# statuses = {lstm_step = ["timeout", "refused", "crashed"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os, struct, time
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, struct.pack("<II", 1000, 0) + b"{")
        except OSError:
            pass
    time.sleep(1000)
