# /// attack
# what = "stays in compiled code, where no exception arrives"
# keeps = ["lstm_unroll"]
# cell = "timeout"
# ///
# %%
import re
re.match(r"(a|a?)+$", "a" * 40 + "b")
