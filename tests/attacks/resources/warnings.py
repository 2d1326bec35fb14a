# /// attack
# what = "warns without end"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# ///
# %%
import warnings
warnings.simplefilter("always")
for number in range(20000):
    warnings.warn("attack %d" % number)
