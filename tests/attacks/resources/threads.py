# /// attack
# what = "starts threads without end"
# keeps = ["lstm_unroll"]
# ///
# %%
import threading, time
def wait():
    while True:
        time.sleep(1000)
count = 0
try:
    while count < 3000:
        threading.Thread(target=wait, daemon=True).start()
        count += 1
except (RuntimeError, OSError, MemoryError) as error:
    print(error)
if count > 1000:
    print("ESCAPED: threads", count)
