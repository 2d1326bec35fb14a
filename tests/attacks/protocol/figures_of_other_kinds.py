# /// attack
# what = "forges figures of odd kinds and shapes, and pictures whose heads are too short"
# tiers = [0, 1, 2]
# ///
# %%
import gc, struct, sys, torch, zlib

def png(head):
    chunks = ((b"IHDR", head), (b"IDAT", b"x"), (b"IHDR", head[:3]), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks)

def numbers(data):
    return torch.frombuffer(bytearray(data), dtype=torch.uint8)

picture = numbers(png(b"\0" * 13))
FIGURES = [numbers(png(b"\0" * size)) for size in (1, 4, 7, 8, 12, 14)]
FIGURES += [picture.float(), picture[None], picture.to(torch.complex128), torch.tensor(137, dtype=torch.uint8), picture[:0], picture.bool(), "x", None, 4, (picture,), {"png": picture}]

for name, module in list(sys.modules.items()):
    if name.startswith(("course_lib", "__main__", "__mp_main__")) and callable(getattr(module, "send", None)):
        def forged(stream, value, *rest, honest=module.send, **names):
            if not isinstance(value, dict) or "status" not in value:
                return honest(stream, value, *rest, **names)
            value["figures"] = tuple(FIGURES[:8])
            FIGURES.append(FIGURES.pop(0))
            return honest(stream, value, *rest, **names)
        module.send = forged
