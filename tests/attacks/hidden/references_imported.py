# /// attack
# what = "imports what holds the answers"
# quick = true
# prints = ["refused"]
# ///
# %%
import importlib
for name in (
    "course_lib.lstm", "course_lib.grading.checking", "course_lib.grading.checks", "course_lib.grading.checks.lstm",
    "course_lib.grading.mistakes.lstm", "course_lib.grading.batch", "course_lib.grading.submission", "course_lib.grading.exercises",
    "course_lib.grading.gradebook", "course_lib.cli", "tests.bank",
):
    attempt("import " + name, lambda: importlib.import_module(name))
    importlib.invalidate_caches()
