"""A strict build stays strict: after a build with warnings the next one reads every page again.

Sphinx warns about a page when it reads it. A page that was read in a failed build would be taken from the cache in the
next one, without its warning, and the same sources would pass.
"""

from pathlib import Path
from typing import Any

from sphinx.application import ENV_PICKLE_FILENAME, Sphinx


def forget_pages(app: Sphinx, exception: Exception | None) -> None:
    """Remove the saved environment when there was a warning or an error; executed notebooks stay cached."""
    if exception is not None or app._warncount:
        Path(app.doctreedir, ENV_PICKLE_FILENAME).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("build-finished", forget_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
