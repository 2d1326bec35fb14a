# /// attack
# what = "ends the process with success before anything is asked"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# quick = true
# cell = "crashed"
# ///
# %%
import os
print("20 of 20 points")
os._exit(0)
