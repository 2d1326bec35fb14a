# /// attack
# what = "writes files wherever a process might"
# quick = true
# prints = ["tried"]
# ///
# %%
import os, sys, torch, course_lib
outside = ["@FOLDER@", "@FOLDER@/submitted", "@FOLDER@/autograded", "@REPOSITORY@", "@REPOSITORY@/course_lib", os.path.dirname(torch.__file__),
           os.path.dirname(course_lib.__file__), sys.prefix, sys.base_prefix, "/usr/lib", "/etc", "/root"]
private = ["/", "/tmp", "/var/tmp", "/dev/shm", "/run", "/dev", "/home", os.path.expanduser("~"), os.getcwd(), "/dev/mqueue"]
for folder in outside:
    attempt("write into " + folder, lambda: open(folder + "/attack-@TOKEN@", "w").write("x"))
for folder in private:  # what is written there must not be seen outside
    try:
        open(folder + "/attack-@TOKEN@", "w").write("x")
    except OSError as error:
        print(folder, error)
print("tried")
