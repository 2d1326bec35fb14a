"""Drawings that follow the page: an SVG image of the class ``drawing`` is written into the page itself.

An SVG file in an ``<img>`` sees neither the page's fonts nor its dark mode. Written into the page it does: a drawing
uses ``currentColor`` and the colours of book.css (``var(--drawing-accent)``). In the source it is an ordinary figure::

    ```{figure} _static/drawings/chain.svg
    :class: drawing
    :alt: What the drawing shows, in one sentence.
    ```

so that every other output format, and the translation of its alternative text, need nothing new.
"""

import re
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform


class Drawings(SphinxPostTransform):
    default_priority = 5  # before the images are collected and copied
    formats = ("html",)

    def run(self, **_kwargs: Any) -> None:
        for image in list(self.document.findall(nodes.image)):
            if "drawing" not in image["classes"]:
                continue
            if not image.get("alt"):
                raise ExtensionError(f"{self.env.docname}: the drawing {image['uri']} has no alternative text (:alt:)")
            # the collector of images has made the path relative to the source folder
            svg = Path(self.env.srcdir, image["uri"]).read_text(encoding="utf-8")
            svg = re.sub(r"<\?xml.*?\?>|<!--.*?-->", "", svg, flags=re.DOTALL).strip()
            svg = svg.replace("<svg ", f'<svg role="img" aria-label="{escape(image["alt"])}" class="drawing" ', 1)
            image.replace_self(nodes.raw("", svg, format="html"))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(Drawings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
