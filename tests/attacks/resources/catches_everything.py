# /// attack
# what = "never ends and catches every exception that would end it"
# tiers = [0, 1, 2]
# quick = true
# cell = "timeout"
# keeps = ["lstm_unroll"]
# ///
# %%
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
