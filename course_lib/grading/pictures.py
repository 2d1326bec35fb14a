"""Pictures that student code drew: only what is needed to see them is kept."""

import struct
import zlib

from course_lib.language import _

SIZE_LIMIT = 1 << 20  # bytes
SIDE_LIMIT = 4000  # pixels
MOST = 50  # of one submission
TOTAL_LIMIT = 8 << 20  # bytes of one submission
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = (b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"IDAT", b"IEND")


def png(data: bytes) -> bytes:
    """A PNG without its texts, profiles and whatever stands behind its end.

    Raises:
        ValueError: it is no PNG, or too large.
    """
    if len(data) > SIZE_LIMIT or not data.startswith(_SIGNATURE):
        raise ValueError(_("this is no PNG of a decent size"))
    kept, at, kind = [_SIGNATURE], len(_SIGNATURE), b""
    while kind != b"IEND":
        length, kind, content = _chunk(data, at)
        if (at == len(_SIGNATURE)) != (kind == b"IHDR"):
            raise ValueError(_("this PNG has no head, or two"))
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
