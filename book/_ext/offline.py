"""Pages that ask nobody: takes out of the built pages what Jupyter Book 1 adds and another host would have to serve.

sphinx-thebe is always loaded by Jupyter Book 1, names a script on another host in every page, and raises an error in
the browser when it is not used. This book does not use it.
"""

from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config


def forget_thebe(app: Sphinx, _config: Config) -> None:
    """Disconnect everything that sphinx-thebe has connected, and its style sheet."""
    for event, listeners in app.events.listeners.items():
        app.events.listeners[event] = [
            listener for listener in listeners if listener.handler.__module__.partition(".")[0] != "sphinx_thebe"
        ]
    app.registry.css_files = [file for file in app.registry.css_files if file[0] != "sphinx-thebe.css"]


def setup(app: Sphinx) -> dict[str, Any]:
    # all extensions have been set up when the configuration is complete
    app.connect("config-inited", forget_thebe)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
