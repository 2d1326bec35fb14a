# /// attack
# what = "prints 200 MB"
# tiers = [0, 1, 2]
# quick = true
# keeps = ["lstm_unroll"]
# ///
# %%
import sys
line = "attack " * 1000 + "\n"
for _many in range(30000):
    print(line, end="")
    sys.stderr.write(line)
