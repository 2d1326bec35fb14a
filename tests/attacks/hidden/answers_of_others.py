# /// attack
# what = "looks for the answers of the submission before it in the memory that both come from"
# prints = ["looked"]
# ///
# %%
import gc
gc.unfreeze()
for one in gc.get_objects():
    if isinstance(one, dict) and "lstm_step" in one and one is not globals() and callable(one.get("lstm_step")):
        print("ESCAPED:", one["lstm_step"])
for name in ("_ih", "_oh", "In", "Out"):
    kept = get_ipython().user_ns.get(name, [])
    if len(kept) > 3:
        print("ESCAPED: history", list(kept)[:3])
print("looked")
