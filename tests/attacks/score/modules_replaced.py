# /// attack
# what = "puts modules of its own in the place of those of the course"
# tiers = [0, 1, 2]
# prints = ["replaced"]
# ///
# %%
import sys, types

class Everything(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_arguments, **_names: 4.0

for name in list(sys.modules):
    if name.startswith(("course_lib", "safetensors", "struct")) and name != "__main__":
        sys.modules[name] = Everything(name)
print("replaced")
