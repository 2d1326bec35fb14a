# /// attack
# what = "changes its answer from a thread, after it was given"
# tiers = [0, 1, 2]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import threading, time
    h, c = state[0].clone(), state[1].clone()

    def change():
        for _again in range(1000):
            h.normal_()
            c.normal_()

    threading.Thread(target=change, daemon=True).start()
    return h, c
