"""A tune in ABC notation, to be seen and to be heard.

What a network writes is text. A cell of the book shows it as staff notation with a button that plays it::

    HTML(figure(tune))
"""

from course_lib.music.engraving import described, engrave, engrave_all, engraved, figure
from course_lib.music.synthesis import audio, sound

__all__ = ["engrave", "engrave_all", "engraved", "described", "figure", "sound", "audio"]
