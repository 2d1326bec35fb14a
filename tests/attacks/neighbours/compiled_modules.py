# /// attack
# what = "replaces compiled modules in every __pycache__ that it can write"
# prints = ["tried"]
# ///
# %%
import importlib.util, os, sys
for name, module in list(sys.modules.items()):
    cached = getattr(module, "__cached__", None)
    if isinstance(cached, str):
        try:
            with open(cached, "r+b"):
                print("ESCAPED:", cached)
        except OSError:
            pass
print("tried")
