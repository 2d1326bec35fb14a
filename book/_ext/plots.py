"""Plots that follow the page: what matplotlib draws in a cell is written into the page itself.

A page calls ``course_lib.figures.use_style()`` before its first plot, so that plots are SVG in the five colours of the
course. Here each becomes a part of the page: its letters are set in the page's font, its colours are the variables of
book.css, which are others in the dark, and the text of ``mystnb: image: alt:`` says what it shows. Other output formats
get the file as matplotlib has written it.
"""

import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

from course_lib.figures import style

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
COLORS = {
    style.PURPLE: "--plot-purple",
    style.BLUE: "--plot-blue",
    style.ORANGE: "--plot-orange",
    style.GREEN: "--plot-green",
    style.RED: "--plot-red",
    style.PALE: "--plot-pale",
    style.LINE: "--plot-line",
    style.TEXT: "--plot-text",
    style.GRID: "--plot-grid",
    style.PAPER: "--book-paper",
    "#000000": "--book-ink",
}
WIDER = 1.15
"""So much wider is the font with which matplotlib measures than the page's, of the same size."""
PIXELS = 1.45
"""Pixels of the page for a point of matplotlib, where the page has room: letters have one size in all plots."""


class Plots(SphinxPostTransform):
    default_priority = 5  # before the images are collected and copied
    formats = ("html",)

    def run(self, **_kwargs: Any) -> None:
        number = 0
        for image in list(self.document.findall(nodes.image)):
            if not image["uri"].endswith(".svg") or "drawing" in image["classes"]:
                continue
            svg = Path(self.env.srcdir, image["uri"]).read_text(encoding="utf-8")
            if '<g id="figure_1">' not in svg:  # not of matplotlib
                continue
            if not image.get("alt"):
                raise ExtensionError(f"{self.env.docname}: a plot has no alternative text (mystnb: image: alt:)")
            number += 1
            image.replace_self(nodes.raw("", inlined(svg, image["alt"], f"plot-{number}-"), format="html"))


def inlined(svg: str, alt: str, prefix: str) -> str:
    """A plot of matplotlib as a part of a page; what ids are needed begin with the prefix.

    >>> plot = '<svg xmlns="http://www.w3.org/2000/svg" width="100pt" height="50pt" viewBox="0 0 100 50">'
    >>> print(inlined(plot + '<text id="text_1" style="font-size: 10px; fill: #6a2c83">a</text></svg>', "An a.", "p-"))
    ... # doctest: +NORMALIZE_WHITESPACE
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" class="plot" role="img" aria-label="An a."
    style="max-width: 145px"><text style="font-size: 11.5px; fill: var(--plot-purple)">a</text></svg>
    """
    root = ET.fromstring(svg)
    for part in [*root.findall(f"{SVG}metadata"), *root.findall(f"{SVG}defs")]:
        if part.tag == f"{SVG}metadata" or part.find(f"{SVG}style") is not None:  # the style would be the whole page's
            root.remove(part)
    width = float(root.attrib.pop("width").removesuffix("pt"))
    for name in ("height", "version"):
        root.attrib.pop(name, None)
    root.attrib |= {"class": "plot", "role": "img", "aria-label": alt, "style": f"max-width: {PIXELS * width:.0f}px"}
    for group in [group for group in root.iter(f"{SVG}g") if group.find(f"{SVG}image") is not None]:
        set_images_apart(group)
    needed = set(re.findall(r"#([\w.-]+)\)?\"", svg))
    for element in root.iter():
        if (name := element.attrib.pop("id", "")) in needed:
            element.attrib["id"] = prefix + name
        if (target := element.attrib.pop(LINK, None)) is not None:
            element.attrib["href"] = re.sub("^#", f"#{prefix}", target)
        if "clip-path" in element.attrib:
            element.attrib["clip-path"] = element.attrib["clip-path"].replace("#", f"#{prefix}")
        if "style" in element.attrib:
            element.attrib["style"] = of_the_page(element.attrib["style"])
    ET.register_namespace("", SVG.strip("{}"))
    return ET.tostring(root, encoding="unicode")


def set_images_apart(group: ET.Element) -> None:
    """Give an image a group of the class ``heat``: in the dark, what lies beside it keeps its colours.

    >>> group = ET.fromstring(f'<g xmlns="{SVG[1:-1]}"><image /><text /></g>')
    >>> set_images_apart(group)
    >>> [[part.tag.removeprefix(SVG), part.get("class")] for part in group]
    [['g', 'heat'], ['text', None]]
    """
    if "clip-path" in group.attrib:  # it holds the image alone, and what is mixed with the page has to be outermost
        group.attrib["class"] = "heat"
        return
    for place, part in enumerate(group):
        if part.tag == f"{SVG}image":
            group[place] = ET.Element(f"{SVG}g", {"class": "heat"})
            group[place].append(part)


def of_the_page(declarations: str) -> str:
    """The style of an element with the page's colours and fonts in place of matplotlib's.

    >>> of_the_page("fill: none; stroke: #1f6fb5")
    'fill: none; stroke: var(--plot-blue)'
    >>> of_the_page("font: 700 10px 'DejaVu Sans'")
    'font: 700 11.5px var(--book-sans)'
    >>> of_the_page("font-size: 8px; font-family: 'DejaVu Sans Mono', 'Courier New', monospace")
    'font-size: 8px; font-family: var(--book-mono)'
    """
    for color, variable in COLORS.items():
        declarations = declarations.replace(color, f"var({variable})")
    mono = "mono" in declarations
    if not mono:
        declarations = re.sub(r"(?<=font)(.*?)([\d.]+)px", lambda m: f"{m[1]}{WIDER * float(m[2]):g}px", declarations)
    return re.sub(r"'DejaVu Sans[^;]*", f"var(--book-{'mono' if mono else 'sans'})", declarations)


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_post_transform(Plots)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
