# /// attack
# what = "hooks the import, so that the course's modules become its own"
# tiers = [0, 1, 2]
# prints = ["hooked"]
# ///
# %%
import builtins, sys
real = builtins.__import__

def hooked(name, *arguments, **names):
    module = real(name, *arguments, **names)
    if name.startswith("course_lib"):
        for key in ("send", "receive", "same", "run_check"):
            if hasattr(module, key):
                setattr(module, key, lambda *_arguments, **_names: True)
    return module

builtins.__import__ = hooked

class Finder:
    def find_spec(self, name, path=None, target=None):
        if "grading" in name:
            raise ImportError(name)

sys.meta_path.insert(0, Finder())
print("hooked")
