# /// attack
# what = "reserves memory that is shared, in files and in the file systems of memory"
# prints = ["tried"]
# ///
# %%
import mmap, os
kept = []
for folder in ("/tmp", "/dev/shm", "."):
    try:
        with open(folder + "/attack-@TOKEN@", "wb") as file:
            for _many in range(200):
                file.write(b"\1" * (1 << 20))
    except OSError as error:
        print(folder, error)
try:
    for number in range(16):
        descriptor = os.memfd_create("attack-@TOKEN@")
        for _many in range(64):
            os.write(descriptor, b"\1" * (1 << 20))
        kept.append(descriptor)
    print("ESCAPED: a GiB of files in memory")
except OSError as error:
    print(error)
print("tried")
