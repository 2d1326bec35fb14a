# /// attack
# what = "traces everything that runs and changes what functions of the course return"
# tiers = [0, 1, 2]
# prints = ["tracing"]
# ///
# %%
import sys, threading

def trace(frame, event, argument):
    if event == "return" and "course_lib" in frame.f_code.co_filename:
        frame.f_locals["status"] = "passed"
    return trace

sys.settrace(trace)
sys.setprofile(lambda *_arguments: None)
threading.settrace(trace)
print("tracing")
