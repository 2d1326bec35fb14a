# /// attack
# what = "waits for somebody at the keyboard"
# tiers = [0, 1, 2]
# keeps = ["lstm_unroll"]
# ///
# %%
name = input("who? ")
# %%
import getpass
getpass.getpass()
