# /// attack
# what = "waits for ever in a cell with await, and leaves tasks behind"
# keeps = ["lstm_unroll"]
# ///
# %%
import asyncio
async def forever():
    while True:
        await asyncio.sleep(0)
await asyncio.wait_for(forever(), 1e9)
