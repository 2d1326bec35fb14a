# /// attack
# what = "has a cell that never ends"
# tiers = [0, 1, 2]
# quick = true
# cell = "timeout"
# keeps = ["lstm_unroll", "lstm_step_backward"]
# ///
# %%
while True:
    pass
