"""Repairs what the page generators write and a screen reader or a voice command cannot use.

The list of references: docutils gives each entry the role ``doc-biblioentry``, which is withdrawn and which a browser
does not count as an entry of the list around it, so that a screen reader hears an empty list. Here it is an ordinary
list.

Folded code: MyST-NB names the line that unfolds it “Toggle hidden content”, but what one sees is another text; who
speaks to the computer says what stands there. Without that label the visible text is the name.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


def visit_citation(self: HTML5Translator, node: nodes.citation) -> None:
    if not isinstance(node.previous_sibling(), nodes.citation):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))


def depart_citation(self: HTML5Translator, node: nodes.citation) -> None:
    self.body.append("</div>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), nodes.citation):
        self.body.append("</div>\n")


def name_by_visible_text(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
    if "body" in context:
        context["body"] = context["body"].replace(' aria-label="Toggle hidden content"', "")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    app.connect("html-page-context", name_by_visible_text)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
