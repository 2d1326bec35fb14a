# /// attack
# what = "opens files by handle, which asks no folder"
# prints = ["refused"]
# systems = ["x86_64"]
# ///
# %%
handle = ctypes.create_string_buffer(256)
ctypes.c_uint.from_buffer(handle).value = 128
mount = ctypes.c_int()
attempt("name_to_handle_at", lambda: system_call(303, -100, b"@FOLDER@/gradebook.db", handle, ctypes.byref(mount), 0))
attempt("open_by_handle_at", lambda: system_call(304, -100, handle, 0))
