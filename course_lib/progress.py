"""Progress on a terminal: the one bar of all that takes long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


@contextmanager
def bar(
    what: str, total: int, *, done: int = 0, shown: bool = True, console: Console | None = None
) -> Iterator[Callable[..., None]]:
    """A bar for `total` steps, of which `done` are done; what it yields moves it on, and says how things stand now."""
    times = TextColumn("·"), TimeElapsedColumn(), TextColumn("/"), TimeRemainingColumn()
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *times
    with Progress(*columns, TextColumn("{task.fields[now]}"), console=console, disable=not shown) as progress:
        task = progress.add_task(what, total=total, completed=done, now="")

        def advance(steps: int = 1, now: str = "") -> None:
            progress.update(task, advance=steps, now=now)

        yield advance
