# /// attack
# what = "draws figures with metadata, and saves them as pages"
# tiers = [1, 2]
# ///
# %%
import matplotlib.pyplot as plt
from IPython.display import Image, display
figure = plt.figure(figsize=(1, 1))
figure.suptitle("<script>window.__ran=1</script>")
display(figure, metadata={"text/html": "<script>"})
plt.show()
display(Image(data=b"<svg onload=window.__ran=1>", format="png"), Image(url="http://192.0.2.1/x.png"), Image(data=b"\x89PNG\r\n\x1a\n<script>", format="png", embed=True))
%config InlineBackend.figure_formats = ["svg"]
plt.plot([1, 2])
plt.show()
