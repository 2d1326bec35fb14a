# /// attack
# what = "writes rubbish of many kinds: nested JSON, numbers of many digits, false tensors, other messages"
# ///
# %%
FRAMES = [
    b"[" * 500000, b'{"a":' * 100000, b"1" * 100000, b'{"float": "inf"}', b'{"float": "0x1p99999999"}', b"NaN", b"null", b"", b"\xff\xfe",
    b'{"tensor": "0"}', b'{"message": "StandIn", "content": {"kind": "cell", "seed": 1, "sizes": [1000000000, 1000000000]}}',
    b'{"message": "Request", "content": {"name": "lstm_step"}}', b'{"message": "Reply", "content": {"outputs": 4}}',
    b'{"message": "StudentError", "content": {}}', b'{"dict": {"error": {"dict": {"status": "machinery", "sentence": "", "details": ""}}}}',
    b'{"message": "Opaque", "content": {"type_name": [["x"]]}}', b'{"dict": {"reply": null}}', b'{"dict": {}}', b'"ready"', b"[]", b"true",
]
FRAMES = FRAMES * 3

# %% answer="lstm_step"
def lstm_step(x_t, state, U, W, b):
    import os, struct
    text = FRAMES.pop()
    for descriptor in range(3, 256):
        try:
            os.write(descriptor, struct.pack("<II", len(text), 0) + text)
        except OSError:
            pass
    return state

# %% answer="coupled_peephole_step"
def coupled_peephole_step(x_t, state, U, W, b, p):
    return lstm_step(x_t, state, U, W, b)

# %% answer="lstm_step_backward"
def lstm_step_backward(d_state, x_t, state, gates, U, W):
    return lstm_step(x_t, state, U, W, None)
