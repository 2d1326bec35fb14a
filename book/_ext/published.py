"""What the book tells those who have not opened it: search engines, who is sent a link, who follows a dead one.

Every page has a description, ``myst: html_meta: description`` in its front matter, and the address at which it is
published; the tags are in ``_templates/sharing.html``. Published is it where GitHub Pages puts the repository of
``_config.yml``, unless ``html: baseurl:`` there says another address. The version is that of ``course_lib``.
"""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from course_lib import __version__

# which _templates/sharing.html and Sphinx write
WRITTEN_TWICE = re.compile(r'<meta [^>]*name="(description|viewport)"[^>]*>\s*')


def pages_address(repository: str) -> str:
    """Where GitHub Pages publishes a repository.

    >>> pages_address("https://github.com/Someone/some-course")
    'https://someone.github.io/some-course/'
    """
    host, *path = repository.removeprefix("https://").rstrip("/").split("/")
    if host != "github.com" or len(path) != 2:
        raise ExtensionError(
            f"_config.yml: wanted a repository https://github.com/OWNER/NAME, got {repository}. "
            f"If it is elsewhere, say under `html: baseurl:` at which address the book will be published."
        )
    owner, name = path
    return f"https://{owner.lower()}.github.io/{name}/"


def place(_app: Sphinx, config: Config) -> None:
    address = config.html_baseurl or pages_address(config.html_theme_options["repository_url"])
    config.html_baseurl = address.rstrip("/") + "/"
    config.version = config.release = __version__


def introduce(app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give the templates the description of a page and the address of the book."""
    root = app.config.root_doc
    if page == "index":  # it stands for the first page
        doctree = app.env.get_doctree(root)
        context["pageurl"] = app.config.html_baseurl + app.builder.get_target_uri(root)
    context["description"] = description(doctree)
    context["baseurl"] = app.config.html_baseurl
    context["metatags"] = WRITTEN_TWICE.sub("", context.get("metatags", ""))
    if page == "404":  # it is shown at any depth: its links start from where it lies itself
        context["metatags"] += f'\n    <base href="{urlsplit(app.config.html_baseurl).path}404.html">'


def description(doctree: nodes.document | None) -> str:
    tags = doctree.findall(nodes.meta) if doctree else []
    return next((tag["content"] for tag in tags if tag.get("name") == "description"), "")


def pages_beside_the_contents(_app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "index", {}, "index.html"
    yield "404", {}, "404.html"


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    if exception is not None or app.builder.format != "html":
        return
    addresses = [app.config.html_baseurl + app.builder.get_target_uri(page) for page in sorted(app.env.found_docs)]
    entries = "".join(f"  <url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    start = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    Path(app.outdir, "sitemap.xml").write_text(f"{start}{entries}</urlset>\n", encoding="utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", place)
    app.connect("html-collect-pages", pages_beside_the_contents)
    app.connect("html-page-context", introduce)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
