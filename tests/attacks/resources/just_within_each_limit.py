# /// attack
# what = "takes almost as long as it may, everywhere"
# ///
# %%
import time
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
# %%
time.sleep(1.8)
