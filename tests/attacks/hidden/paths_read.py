# /// attack
# what = "opens grades, secret, solutions and others' work where they are"
# quick = true
# prints = ["refused"]
# ///
# %%
import pathlib
for path in (
    "@FOLDER@/gradebook.db", "@FOLDER@/.course-secret", "@FOLDER@/results.jsonl", "@FOLDER@/grades.csv",
    "@FOLDER@/submitted/neighbour/lstm/lstm.ipynb", "@FOLDER@/autograded/neighbour/lstm/lstm.ipynb",
    "@REPOSITORY@/solutions/lstm.py", "@REPOSITORY@/course_lib/lstm.py", "@REPOSITORY@/course_lib/grading/checks/lstm/checks.py",
    "@REPOSITORY@/course_lib/grading/checks/lstm/mistakes/step.py", "@REPOSITORY@/course_lib/grading/judging/check.py",
    "@REPOSITORY@/.git/HEAD", "@REPOSITORY@/pyproject.toml",
    "/etc/shadow", "/root/.bash_history", "/proc/1/environ", "/proc/@PID@/environ", "/proc/@PID@/cmdline", "/proc/@PID@/maps",
):
    attempt("read " + path, lambda: pathlib.Path(path).read_bytes()[:60])
for folder in ("@FOLDER@", "@FOLDER@/submitted", "@REPOSITORY@", "@REPOSITORY@/solutions", "/root", "/home"):
    # the way to Python may lead through these folders; nothing else of them may be seen
    attempt("list " + folder, lambda: {"solutions", "course_lib", "submitted", "gradebook.db", ".git", ".bashrc", ".profile"} & {*os.listdir(folder)} or 1 / 0)
