# /// attack
# what = "takes all memory, by lists, by torch, by pages"
# keeps = ["lstm_unroll"]
# quick = true
# ///
# %%
kept = []
while True:
    kept.append(bytearray(100 << 20))

# %%
import torch
tensors = [torch.ones(100 << 20) for _many in range(100)]

# %%
import mmap
pages = []
while True:
    page = mmap.mmap(-1, 256 << 20)
    for at in range(0, len(page), 4096):
        page[at] = 1
    pages.append(page)
