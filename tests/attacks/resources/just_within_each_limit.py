# /// attack
# what = "takes almost as long as it may, everywhere"
# ///
# %%
import time
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
# %%
time.sleep(3.6)
