# /// attack
# what = "prints as much as it may in eight hundred cells, draws in all of them, and raises a long sentence in each"
# tiers = [0, 1, 2]
# times = 800
# ///
# %%
import matplotlib.pyplot as plt
for _many in range(3):
    plt.figure(figsize=(1, 1))
print("\U0001f600\0\x01<" * 1000)
raise ValueError("\U0001f600\ud800" * 1000)
