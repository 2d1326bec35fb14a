# /// attack
# what = "looks through all objects for references, checks, seeds and gradebooks"
# prints = ["walked"]
# quick = true
# ///
# %%
import gc, sys, types
gc.unfreeze()
for one in gc.get_objects():
    try:
        if isinstance(one, types.ModuleType) and one.__name__ in ("course_lib.lstm", "nbgrader.api", "sqlalchemy", "sqlite3"):
            print("ESCAPED: module", one.__name__)
        if isinstance(one, type) and one.__name__ in ("Check", "Trial", "Property", "Gradebook", "Mistake", "GradingTask", "Course", "Record"):
            if "course_lib" in one.__module__:
                print("ESCAPED: class", one.__name__)
        if isinstance(one, types.FunctionType) and (one.__module__ or "").startswith(("course_lib.lstm", "course_lib.grading.checks", "course_lib.grading.judging.mistakes")):
            print("ESCAPED: function", one.__qualname__)
    except ReferenceError:
        pass
print("walked")
