# /// attack
# what = "speaks through the descriptors that it was born with"
# prints = ["looked"]
# ///
# %%
import os, socket, stat
for descriptor in range(3, 1024):
    try:
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            continue
        one = socket.socket(fileno=os.dup(descriptor))
        print(descriptor, one.family, one.type)
        if one.family in (socket.AF_INET, socket.AF_INET6):
            print("ESCAPED: an open connection", one.getsockname())
        one.listen()
        print("ESCAPED: it listens", descriptor)
    except OSError:
        pass
print("looked")
