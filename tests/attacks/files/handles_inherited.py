# /// attack
# what = "locks, seeks and maps whatever it was born with, to disturb whoever shares it"
# prints = ["tried"]
# ///
# %%
import fcntl, mmap, os, stat
for descriptor in range(3, 256):
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            continue
    except OSError:
        continue
    for act in (
        lambda: fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB),
        lambda: os.lseek(descriptor, 0, os.SEEK_END),
        lambda: os.ftruncate(descriptor, 0),
        lambda: mmap.mmap(descriptor, 0),
    ):
        try:
            act()
            print("ESCAPED: a shared file", descriptor)
        except (OSError, ValueError):
            pass
print("tried")
