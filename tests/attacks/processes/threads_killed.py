# /// attack
# what = "sends signals by other calls: to threads, by descriptors, with values"
# systems = ["x86_64"]
# prints = ["tried"]
# ///
# %%
import os
me = int("@PID@")
attempt("tkill", lambda: system_call(200, me, 9))
attempt("tgkill", lambda: system_call(234, me, me, 9))
attempt("rt_sigqueueinfo", lambda: system_call(129, me, 9, ctypes.create_string_buffer(128)))
attempt("pidfd_open", lambda: system_call(434, me, 0))
attempt("pidfd_send_signal", lambda: system_call(424, os.open("/proc/@PID@", os.O_RDONLY), 9, None, 0))
print("tried")
