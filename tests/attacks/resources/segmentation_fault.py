# /// attack
# what = "reads from address 0"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# cell = "crashed"
# quick = true
# ///
# %%
import ctypes
ctypes.string_at(0)
