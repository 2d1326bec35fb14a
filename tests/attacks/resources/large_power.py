# /// attack
# what = "computes a number of a hundred million digits"
# keeps = ["lstm_unroll"]
# cell = "timeout"
# ///
# %%
number = 10 ** (10 ** 8)
text = str(number)
