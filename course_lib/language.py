"""The language in which the course speaks: every sentence that code shows to a person goes through ``_``.

``_`` takes one literal sentence, so that translators see it whole (a test makes sure); values come in by name:
``_("x has {got} features, the cell takes {wanted}").format(got=…, wanted=…)``.
"""

import gettext
import os
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"
_SETTINGS = ("COURSE_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def translations() -> gettext.NullTranslations:
    """The catalogue named by ``COURSE_LANGUAGE``, else by the system's language; English if there is none."""
    return _catalogue(LOCALE, *map(os.environ.get, _SETTINGS))


@cache
def _catalogue(folder: Path, chosen: str | None, *_system: str | None) -> gettext.NullTranslations:
    return gettext.translation("course", folder, [chosen] if chosen else None, fallback=True)


def _(sentence: str) -> str:
    """The sentence in the language of this process."""
    return translations().gettext(sentence)
