# /// attack
# what = "asks the package tools where the course is installed"
# prints = ["looked"]
# ///
# %%
import importlib.metadata, importlib.util, os, pkgutil, sys
for distribution in importlib.metadata.distributions():
    if (distribution.metadata["Name"] or "").startswith("recurrent"):
        print("ESCAPED: the distribution", distribution.read_text("direct_url.json"))
import course_lib
names = sorted(module.name for module in pkgutil.walk_packages(course_lib.__path__, "course_lib."))
for name in names:
    if "worker.stand_ins" not in name and name.split(".")[-1] in ("lstm", "checks", "mistakes", "checking", "batch", "submission", "intake", "exercises"):
        print("ESCAPED: there is", name)
for folder in sys.path:
    for name in ("solutions", "tests", ".git", "exercises"):
        if os.path.exists(os.path.join(folder or ".", name, "lstm.py")) or os.path.exists(os.path.join(folder or ".", ".git")):
            print("ESCAPED:", folder, name)
print("looked")
