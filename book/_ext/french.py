"""French typography: in text marked as French, « and ; ! ? : never stand alone at the end or the beginning of a line.

French is marked in the source by its language, ``[« Je suis malade »]{.language-fr}``, which also tells a screen reader
how to say it.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


def unbreakable(text: str) -> str:
    """The text with spaces that do not break where French puts a space before or after a sign.

    >>> unbreakable("« Je suis malade » : pourquoi ?").count(chr(160))
    4
    """
    return re.sub(r"(?<=«) | (?=[»;!?:])", "\N{NO-BREAK SPACE}", text)


class FrenchSpaces(SphinxPostTransform):
    default_priority = 400

    def run(self, **_kwargs: Any) -> None:
        for french in self.document.findall(nodes.Element):
            if "language-fr" not in french.get("classes", []):
                continue
            for text in list(french.findall(nodes.Text)):
                if unbreakable(text) != text:
                    text.parent.replace(text, nodes.Text(unbreakable(text)))


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(FrenchSpaces)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
