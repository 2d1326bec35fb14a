# /// attack
# what = "imports what holds the answers"
# quick = true
# prints = ["refused"]
# ///
# %%
import importlib
for name in (
    "course_lib.lstm", "course_lib.grading.judging.check", "course_lib.grading.checks", "course_lib.grading.checks.lstm.checks",
    "course_lib.grading.checks.lstm.mistakes", "course_lib.grading.classroom.grade", "course_lib.grading.judging.submission", "course_lib.grading.notebooks",
    "course_lib.grading.classroom.gradebook", "course_lib.cli", "tests.bank",
):
    attempt("import " + name, lambda: importlib.import_module(name))
    importlib.invalidate_caches()
