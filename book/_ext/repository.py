"""The address of the repository has one home, ``repository: url`` of ``_config.yml``; pages write REPOSITORY_URL."""

from typing import Any

from sphinx.application import Sphinx


def write_address(app: Sphinx, _docname: str, source: list[str]) -> None:
    source[0] = source[0].replace("REPOSITORY_URL", app.config.html_theme_options["repository_url"])


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("source-read", write_address)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
