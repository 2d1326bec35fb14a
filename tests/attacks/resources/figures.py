# /// attack
# what = "draws figures without end, and one of a billion points"
# keeps = ["lstm_unroll"]
# ///
# %%
from IPython.display import Image, display
picture = b"\x89PNG\r\n\x1a\n" + b"\0" * (3 << 20)
for _many in range(200):
    display(Image(data=picture, format="png"))

# %%
import matplotlib.pyplot as plt
for _many in range(50):
    plt.figure(figsize=(1, 1))
plt.figure(figsize=(4000, 4000), dpi=1000)
plt.show()
