# /// attack
# what = "makes links to what it must not touch and goes through them"
# prints = ["tried"]
# ///
# %%
import os
for folder in ("/tmp", "/dev/shm", ".", "@FOLDER@/submitted"):
    link = folder + "/attack-@TOKEN@"
    for make in (os.symlink, os.link):
        try:
            make("@FOLDER@/gradebook.db", link)
        except OSError as error:
            print(folder, error)
            continue
        attempt("read through " + link, lambda: open(link, "rb").read(50))
        attempt("write through " + link, lambda: open(link, "ab").write(b"x"))
        os.remove(link)
attempt("open by magic link", lambda: open("/proc/@PID@/cwd/@FOLDER@/gradebook.db", "rb").read(50))
attempt("open by root link", lambda: open("/proc/@PID@/root@FOLDER@/gradebook.db", "rb").read(50))
attempt("open by root link of 1", lambda: open("/proc/1/root@FOLDER@/gradebook.db", "rb").read(50))
print("tried")
