# /// attack
# what = "answers with a sequence that never ends and with one that grows while it is read"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# ///
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    class Growing(list):
        def __iter__(self):
            while True:
                yield state[0]
    return Growing([1])

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    def forever():
        while True:
            yield state[0]
    return forever()
