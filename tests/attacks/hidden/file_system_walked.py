# /// attack
# what = "walks the whole file system for names that promise something"
# prints = ["walked"]
# ///
# %%
import os, time
started, seen = time.monotonic(), 0
promising = ("gradebook.db", ".course-secret", "results.jsonl", "grades.csv", "direct_url.json", "lstm.ipynb", "constraints.txt")
for top in ("@FOLDER@", "@REPOSITORY@", "/proc", "/tmp", "/home", "/root", "/work", "/srv", "/mnt", "/var", "/opt", "/run", "/dev", "/"):
    for folder, folders, files in os.walk(top):
        seen += 1
        if time.monotonic() - started > 0.6 or seen > 20000:
            break
        for name in files:
            inside = ("course_lib" in folder and "stand_ins" not in folder) or "solutions" in folder
            if (name in promising and "/nbgrader/" not in folder + "/") or (inside and name.split(".")[0] in ("lstm", "checking", "recurrent", "batch", "intake")):
                try:
                    with open(os.path.join(folder, name), "rb") as file:
                        print("ESCAPED:", folder, name, file.read(50))
                except OSError:
                    pass
print("walked")
