# /// attack
# what = "opens files until there are no more numbers for them"
# keeps = ["lstm_unroll"]
# ///
# %%
import os
kept = []
try:
    while len(kept) < 5000:
        kept += os.pipe()
    print("ESCAPED: descriptors", len(kept))
except OSError as error:
    print(error)
for one in kept:
    os.close(one)
