# /// attack
# what = "leaves marks for the next submission wherever something may stay: it finds those of the last one"
# prints = ["left"]
# ///
# %%
import os, socket, sys, time
paths = {os.path.realpath(folder) + "/attack-@TOKEN@-mark" for folder in ("/tmp", "/dev/shm", "/var/tmp", os.getcwd(), os.path.expanduser("~"), "/run", "/dev/mqueue")}
for path in paths:
    if os.path.exists(path):
        print("ESCAPED: there was", path)
    try:
        open(path, "w").write("mark")
    except OSError:
        pass
import torch, course_lib
if getattr(torch, "mark", None) or getattr(course_lib, "mark", None) or getattr(sys, "mark", None):
    print("ESCAPED: an attribute has stayed")
torch.mark = course_lib.mark = sys.mark = "mark"
print("left")
