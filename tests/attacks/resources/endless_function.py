# /// attack
# what = "never answers"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# statuses = {lstm_step = ["timeout"]}
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    while True:
        pass
