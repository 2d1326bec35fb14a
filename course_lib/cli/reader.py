"""Commands for readers: train again what the book shows, ask for a data set, open the book."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.options import Jobs, data_sets
from course_lib.language import _

if TYPE_CHECKING:
    from course_lib.data import DataSet

commands = typer.Typer()


@commands.command(
    help=_("Run the experiment of a chapter again: it trains, scores, and writes a card of what came out.")
)
def train(
    slug: Annotated[str | None, typer.Argument(help=_("The name of the chapter, such as lstm."))] = None,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Everything that the book shows, one chapter after another."))
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help=_("At the size that the book shows: about half an hour for each chapter."))
    ] = False,
    to: Annotated[Path, typer.Option(help=_("The folder for cards and weights."))] = Path("trained"),
    device: Annotated[str, typer.Option(help=_("auto, cpu, cuda or mps."))] = "auto",
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="FIELD=VALUE", help=_("Change a field of the recipe; can be given several times.")
        ),
    ] = None,
    jobs: Jobs = 0,
) -> None:
    from rich.console import Console

    from course_lib import checkpoints, recipes
    from course_lib.cli import tables
    from course_lib.grading.classroom.executors import available_jobs

    started = time.monotonic()
    if everything == bool(slug) or (everything and settings):
        raise ValueError(
            _("Name one chapter, with its settings, or say --all alone; there are: {slugs}.").format(
                slugs=", ".join(recipes.slugs())
            )
        )
    wanted = recipes.in_the_book() if slug is None else [(slug, recipes.changes_of(slug, settings or []))]
    cards = [
        card
        for name, changed in wanted
        for card in recipes.train(
            name,
            full=full,
            to=to,
            work=to / "begun",
            device=device,
            jobs=jobs or available_jobs(),
            progress=True,
            changed=changed,
        )
    ]
    records = [record for card in cards for record in checkpoints.card(card.stem, card.parent)["records"]]
    Console().print(tables.measured(records))
    minutes = (time.monotonic() - started) / 60
    typer.echo(_("{minutes:.1f} minutes; the cards: {cards}").format(minutes=minutes, cards=", ".join(map(str, cards))))


@commands.command(
    help=_("List the data sets, say where one comes from, or derive it again, whole, from its source with --make.")
)
def data(
    name: Annotated[
        str | None, typer.Argument(help=_("The data set; without it, all are listed."), autocompletion=data_sets)
    ] = None,
    make: Annotated[bool, typer.Option("--make", help=_("Fetch the source and derive the file again."))] = False,
    to: Annotated[
        Path | None, typer.Option(help=_("With --make: the folder to make it in, by default one of its name, here."))
    ] = None,
    version: Annotated[
        str | None, typer.Option(help=_("With --make: another version of the source than the card names."))
    ] = None,
) -> None:
    from course_lib.data import SETS

    if name is None:
        if make or to or version:
            raise ValueError(_("Name the data set to make; there are: {names}.").format(names=", ".join(SETS)))
        for each, chosen in SETS.items():
            typer.echo(f"{each}: {chosen.card()['about']}")
        return
    if name not in SETS:
        sentence = _("There is no data set {name}; there are: {names}.")
        raise ValueError(sentence.format(name=name, names=", ".join(SETS)))
    for option, value in (("--to", to), ("--version", version)):
        if value is not None and not make:
            sentence = _("{option} says how to make the set; add --make: course data {name} --make {option} {value}")
            raise ValueError(sentence.format(option=option, name=name, value=value))
    card = SETS[name].card()
    if version is not None and "version" not in card:
        raise ValueError(_("There is no version of {name} to choose: nothing is fetched for it.").format(name=name))
    for field, told in card.items():
        typer.echo(f"{field}: {told}")
    if make:
        _make(SETS[name], to or Path(name), version)  # never where the course is installed
    elif (digest := SETS[name].digest()) != card["sha256"]:
        sentence = _("The file of {name} is not the one of its card: its digest is {digest}. Install the course again.")
        raise ValueError(sentence.format(name=name, digest=digest))


def _make(chosen: "DataSet", folder: Path, version: str | None) -> None:
    """Make a set in a folder, and say where; another one than that of the card is told."""
    card, file = chosen.card(), chosen.make(folder, version).resolve()
    digest, wanted = chosen.digest(folder), card.get("version")
    typer.echo(_("It is made: {file}").format(file=file))
    if version not in (None, wanted):
        sentence = _("It is made of version {version}, while the card is of {wanted}; its digest is {digest}.")
        typer.echo(sentence.format(version=version, wanted=wanted, digest=digest))
    elif digest != card.get("whole", card)["sha256"]:
        sentence = _(
            "{file} is not the set of the card: its digest is {digest}. The source was changed, or the way in which "
            "the course derives the set from it; results on it are not those of the book."
        )
        raise ValueError(sentence.format(file=file, digest=digest))


@commands.command(help=_("Serve the built book to this machine only, and open it in a browser."))
def read(
    port: Annotated[int, typer.Option(help=_("The port on this machine; 0 takes a free one."))] = 0,
    browser: Annotated[bool, typer.Option(help=_("Open the browser."))] = True,
) -> None:
    import webbrowser
    from functools import partial
    from http.server import ThreadingHTTPServer

    from course_lib.grading.notebooks import REPOSITORY

    html = REPOSITORY / "_build" / "html"
    if not (html / "index.html").is_file():
        raise ValueError(
            _("There is no built book in {folder}. In a copy of the repository, run: make").format(folder=html)
        )
    with ThreadingHTTPServer(("127.0.0.1", port), partial(_handler(), directory=str(html))) as server:
        address = f"http://127.0.0.1:{server.server_address[1]}/index.html"
        typer.echo(_("The book is at {address} until you press Ctrl+C.").format(address=address))
        if browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo(_("The book is closed."))


def _handler() -> type:
    from http.server import SimpleHTTPRequestHandler

    # .mjs is not in every system's table of types, and a browser refuses a module of another type
    types = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    class Pages(SimpleHTTPRequestHandler):
        extensions_map = types

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing of each request."""

    return Pages
