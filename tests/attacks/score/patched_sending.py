# /// attack
# what = "finds every function of the worker that is called send, answer or ask, and makes it praise"
# tiers = [0, 1, 2]
# prints = ["patched"]
# ///
# %%
import gc, types
gc.unfreeze()

def praise(*arguments, **names):
    return {"points": 4.0, "status": "passed", "reply": {"points": 4.0, "status": "passed"}}

count = 0
for one in gc.get_objects():
    if isinstance(one, types.FunctionType) and str(one.__module__).startswith("course_lib") and one.__name__ in (
        "answer", "_answer", "ask", "describe", "respond"
    ) and not one.__code__.co_freevars:
        one.__code__ = praise.__code__
        one.__defaults__ = one.__kwdefaults__ = None
        count += 1
print("patched")
