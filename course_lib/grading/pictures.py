"""Pictures that student code drew or that students pasted: what is one, and only what is needed to see it is kept."""

import base64
import binascii
import struct
import zlib

from course_lib.language import _

SIZE_LIMIT = 1 << 20  # bytes
SIDE_LIMIT = 4000  # pixels
MOST = 50  # of one submission
TOTAL_LIMIT = 5 << 20  # bytes of what the cells of one submission draw
PASTED_LIMIT = 6 << 20  # characters of what a student pasted into texts, in base64

SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
"""The kinds of pictures that are shown, and how their bytes begin."""

_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"IDAT", b"IEND")


def is_picture(data: bytes, mime: str) -> bool:
    """Whether bytes begin as a picture of a kind that is shown."""
    return mime in SIGNATURES and data.startswith(SIGNATURES[mime])


def written_anew(mime: str, text: str) -> str | None:
    """The base64 text of a picture in a form of ours; None if it is no picture of that kind.

    Nothing else ends up in the address of a picture on a page.
    """
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(data).decode("ascii") if is_picture(data, mime) else None


def png(data: bytes) -> bytes:
    """A PNG without its texts, profiles and whatever stands behind its end.

    Raises:
        ValueError: it is no PNG, or too large.
    """
    if len(data) > SIZE_LIMIT or not is_picture(data, "image/png"):
        raise ValueError(_("this is not a PNG of an acceptable size"))
    signature = SIGNATURES["image/png"]
    kept, at, kind = [signature], len(signature), b""
    while kind != b"IEND":
        length, kind, content = _chunk(data, at)
        if (at == len(signature)) != (kind == b"IHDR") or (kind == b"IHDR" and len(content) != 13):
            raise ValueError(_("this PNG has no header, or two"))
        if kind == b"IHDR" and max(struct.unpack(">II", content[:8])) > SIDE_LIMIT:
            raise ValueError(_("this PNG has more than {side} pixels a side").format(side=SIDE_LIMIT))
        at += length
        if kind in _KEPT:
            kept.append(data[at - length : at])
    return b"".join(kept)


def _chunk(data: bytes, at: int) -> tuple[int, bytes, bytes]:
    """The length, kind and content of the chunk at a place."""
    if at + 12 > len(data):
        raise ValueError(_("this PNG is cut off"))
    size, kind = struct.unpack(">I4s", data[at : at + 8])
    content = data[at + 8 : at + 8 + size]
    if data[at + 8 + size : at + 12 + size] != struct.pack(">I", zlib.crc32(kind + content)):
        raise ValueError(_("this PNG is damaged"))
    return size + 12, kind, content
