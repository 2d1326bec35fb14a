# /// attack
# what = "has a cell of many megabytes, and one that takes the parser apart"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# ///
# %%
parts = "(" * 150 + "1" + ")" * 150
eval("-" * 200000 + "1")
# %%
eval("[" * 100000)
# %%
exec("a = 1\n" * 2000000)
