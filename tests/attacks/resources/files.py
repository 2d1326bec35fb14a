# /// attack
# what = "writes one huge file, and very many"
# prints = ["wrote"]
# keeps = ["lstm_unroll"]
# ///
# %%
import os
for folder in ("/tmp", ".", "/dev/shm", os.path.expanduser("~")):
    try:
        size = open(folder + "/attack-@TOKEN@", "wb").truncate(10 << 30)
        print("ESCAPED: a file of", size)
    except OSError as error:
        print(folder, error)
    try:
        made = folder + "/attack-@TOKEN@-many"
        os.mkdir(made)
        for number in range(50000):
            os.mkdir(f"{made}/{number}")
        print("ESCAPED: 50000 folders")
    except OSError as error:
        print(folder, error)
print("wrote")
