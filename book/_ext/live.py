"""Live figures in pages: the directive ``anywidget`` runs a module of ``course_lib/live`` in the reader's browser.

The syntax is that of Jupyter Book 2, with options for what a page of a book needs besides::

    ```{anywidget} lstm.mjs
    :name: fig-lstm-cell
    :alt: What the figure shows, for those who do not see it.
    :caption: What one can do with it.

    {"unit": 2}
    ```

The state is that of ``course_lib.live.state`` (``:state: NAME``; the module's own name if left out), changed by the
JSON in the body. Files that it names under ``files`` are loaded when the module asks for them, by their addresses.
Until the module draws, and wherever it cannot (without JavaScript, on paper), the page shows the figure standing still
and says so. The modules have one home, ``course_lib/live``; the build copies them, each with what all of them share in
front. From a folder, where browsers load no module, the page takes a copy that is a classic script.

The directive ``live-still`` shows the figure of a chapter standing still, for the eye alone: a preview.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import translatable
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.osutil import relative_uri

from course_lib.language import _
from course_lib.live import FOLDER, figures, module, state

STATIC = "_static/live"  # below the built site
CLASS = "live-figure"
PREVIEW = "live-preview"

# A classic script, for a module that cannot be loaded has to be heard of: from a folder, browsers refuse all modules.
SCRIPT = """<script>(() => {
  const host = document.currentScript.previousElementSibling;
  const state = %(state)s;
  const model = {get: (name) => state[name], set(name, value) { state[name] = value; }, on() {}, save_changes() {}};
  const classic = () => new Promise((resolve, reject) => {
    const script = document.createElement('script');
    Object.assign(script, {src: %(script)s, onload: () => resolve(script.figure), onerror: reject});
    document.head.append(script);
  });
  host.classList.add('live-waiting');
  (location.protocol === 'file:' ? classic() : import(%(module)s).then((module) => module.default))
    .then((figure) => figure.render({model, el: host})).catch(console.error)
    .finally(() => host.classList.remove('live-waiting'));
})()</script>"""


class live_figure(nodes.General, nodes.Element, translatable):  # noqa: N801 - nodes are written so
    """A live figure: attributes `module`, `state` and `alt`, the text that stands for it; gettext finds the text."""

    def preserve_original_messages(self) -> None:
        self["untranslated"] = self["alt"]

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        if original_message == self["untranslated"]:
            self["alt"] = translated_message

    def extract_original_messages(self) -> Sequence[str]:
        return [self["untranslated"]]


class live_still(nodes.General, nodes.Element):  # noqa: N801
    """A picture of a live figure; attribute `name`."""


class AnyWidget(SphinxDirective):
    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012
        "alt": directives.unchanged_required,
        "caption": directives.unchanged_required,
        "name": directives.unchanged,
        "state": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        file = self.arguments[0]
        if file not in [f"{name}.mjs" for name in figures()]:
            raise self.error(f"course_lib/live has no module {file}")
        if "alt" not in self.options:
            raise self.error(f"the live figure {file} has no text for those who do not see it (:alt:)")
        name = self.options.get("state", Path(file).stem)
        try:
            values = {**state(name), **json.loads("\n".join(self.content) or "{}")}
        except ValueError as error:  # no such state, or no JSON
            raise self.error(str(error)) from error
        for source in ("figure.mjs", file, f"{name}.json", f"{name}.py", *values.get("files", {}).values()):
            self.env.note_dependency(str(FOLDER / source))
        live = live_figure(module=file, name=name, values=values, alt=self.options["alt"])
        figure = nodes.figure("", live, classes=[CLASS])
        for node in (live, figure):
            self.set_source_info(node)
        if "caption" in self.options:
            text, messages = self.state.inline_text(self.options["caption"], self.lineno)
            caption = nodes.caption(self.options["caption"], "", *text, *messages)
            self.set_source_info(caption)
            figure += caption
        self.add_name(figure)
        return [figure]


class LiveStill(SphinxDirective):
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name not in figures():
            raise self.error(f"course_lib/live has no figure {name}")
        for source in (f"{name}.json", f"{name}.py"):
            self.env.note_dependency(str(FOLDER / source))
        return [live_still(name=name)]


class Draw(SphinxPostTransform):
    """Write the figures of a page: as what moves in HTML, as their text everywhere else."""

    default_priority = 5

    def run(self, **_kwargs: Any) -> None:
        if self.app.builder.name == "gettext":  # it collects the texts of the figures themselves
            return
        for live in list(self.document.findall(live_figure)):
            if self.app.builder.format == "html":
                live.replace_self(nodes.raw("", self.html(live), format="html"))
            else:
                live.replace_self(nodes.paragraph("", live["alt"]))
        for preview in list(self.document.findall(live_still)):
            picture = still(preview["name"], state(preview["name"]), alt="")
            hidden = f'<div class="live" aria-hidden="true" inert>{picture}</div>'
            preview.replace_self(nodes.raw("", hidden, format="html", classes=[PREVIEW]))

    def html(self, live: live_figure) -> str:
        values = live["values"]
        picture = still(live["name"], values, live["alt"])
        message = _("This figure moves where JavaScript is on. Here it stands still.")
        if "files" in values:
            values = {**values, "files": {name: self.address(file) for name, file in values["files"].items()}}
        address = self.address(live["module"])
        script = SCRIPT % {
            "state": json.dumps(values, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/"),
            "module": json.dumps(address),
            "script": json.dumps(address.replace(".mjs?", ".js?")),
        }
        return f'<div class="live">{picture}<p class="live-message">{escape(message)}</p></div>{script}'

    def address(self, file: str) -> str:
        """Of a file of the figures, from the page; it changes with the file, since browsers keep files."""
        page = self.app.builder.get_target_uri(self.env.docname)
        version = hashlib.sha256(content(file)).hexdigest()[:8]
        return f"./{relative_uri(page, f'{STATIC}/{file}')}?v={version}"


def still(name: str, values: dict[str, Any], alt: str) -> str:
    """A figure where nothing moves, in HTML."""
    return str(import_module(f"course_lib.live.{name}").still(values, alt))


def content(file: str) -> bytes:
    """Of a file of the figures, as pages load it."""
    found = FOLDER / file
    return module(found.stem).encode() if found.suffix == ".mjs" else found.read_bytes()


def speak(_app: Sphinx, config: Config) -> None:
    """The words of figures, and the messages of the cells that are run, are in the language of the book."""
    os.environ["COURSE_LANGUAGE"] = config.language


def copy_modules(app: Sphinx) -> None:
    """The modules, each as a classic script as well, their style sheet and their files."""
    if app.builder.format == "html":
        target = Path(app.outdir, STATIC)
        target.mkdir(parents=True, exist_ok=True)
        for file in (*FOLDER.glob("*.css"), *FOLDER.glob("*.js")):
            shutil.copy(file, target)
        for name in figures():
            script = module(name).replace("export default", "document.currentScript.figure =")
            (target / f"{name}.mjs").write_bytes(content(f"{name}.mjs"))
            (target / f"{name}.js").write_bytes(f"(() => {{\n{script}}})();\n".encode())


def add_style(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """The style sheet, on pages that have a figure or a preview of one."""
    if doctree and any({CLASS, PREVIEW} & set(node.get("classes", ())) for node in doctree.findall(nodes.Element)):
        app.add_css_file("live/live.css")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("anywidget", AnyWidget)
    app.add_directive("live-still", LiveStill)
    app.add_post_transform(Draw)
    app.connect("config-inited", speak)
    app.connect("builder-inited", copy_modules)
    app.connect("html-page-context", add_style)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
