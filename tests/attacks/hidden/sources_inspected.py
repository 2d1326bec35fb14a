# /// attack
# what = "asks Python for the source of everything that is loaded"
# prints = ["asked"]
# ///
# %%
import inspect, linecache, sys
words = ("class Check", "class Gradebook", "lstm_step_backward(d_state", "return i * g + f")
for name, module in list(sys.modules.items()):
    if name.startswith(("course_lib", "tests", "solutions", "__main__", "__mp_main__")):
        try:
            source = inspect.getsource(module)
        except (OSError, TypeError):
            continue
        if any(word in source for word in words):
            print("ESCAPED: source of", name)
print("asked")
