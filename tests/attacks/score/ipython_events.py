# /// attack
# what = "registers itself for what happens in the shell, and takes the place of check"
# tiers = [0, 1, 2]
# prints = ["4 of 4 points"]
# ///
# %%
def praise(*_arguments, **_names):
    print("4 of 4 points")
    return 4.0

check = praise
for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
    get_ipython().events.register(event, praise)
get_ipython().set_custom_exc((BaseException,), lambda *_arguments: praise())
import course_lib.grading
course_lib.grading.checks_for = lambda *_arguments, **_names: praise
praise()
