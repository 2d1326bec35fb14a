"""The database of a gradebook: how it is reached and made, and what its refusals say."""

import importlib.util
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from course_lib.language import _

PATIENCE_S = 10
"""How long a database that another program has locked, or that does not answer, is waited for."""


class GradebookError(ValueError):
    """The gradebook cannot be reached or written; the sentence says why and what to do."""


def engine_of(url: str) -> Any:
    """The way to a database.

    Raises:
        GradebookError: the address is none, or the program that speaks to such a database is not installed.
    """
    from sqlalchemy import create_engine, event, make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    sentence = _(
        "“{url}” is not the address of a gradebook: write sqlite:///FILE or "
        "postgresql+psycopg://USER:PASSWORD@HOST/NAME"
    )
    try:
        address = make_url(url)
        if address.drivername == "postgresql" and importlib.util.find_spec("psycopg2") is None:
            address = address.set(drivername="postgresql+psycopg")
        sqlite = address.get_backend_name() == "sqlite"
        arguments = {"timeout": PATIENCE_S} if sqlite else {"connect_timeout": PATIENCE_S}
        engine = create_engine(address, connect_args=arguments)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise GradebookError(sentence.format(url=url)) from error
    except ImportError as error:
        sentence = _(
            'The gradebook {url} needs a package that is not installed ({name}): pip install "psycopg[binary]"'
        )
        raise GradebookError(sentence.format(url=shown(address), name=error.name)) from error
    if sqlite:
        # as SQLAlchemy's documentation says: a transaction begins where it is asked to, and with the right to write
        event.listen(engine, "connect", _no_own_transactions)
        event.listen(engine, "begin", _begin_to_write)
    return engine


def _no_own_transactions(connection: Any, _record: object) -> None:
    connection.isolation_level = None


def _begin_to_write(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def shown(url: Any) -> str:
    """The address of a database without its password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else str(url.render_as_string(hide_password=True))


@contextmanager
def spoken(engine: Any) -> Iterator[None]:
    """What a database refuses, or what is wrong in it, becomes one sentence."""
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    try:
        yield
    except GradebookError:
        raise
    except (ValueError, TypeError, LookupError) as error:  # from nbgrader or SQLAlchemy
        sentence = _(
            "The gradebook {url} is damaged: {reason}. Put it back from a copy, or delete it and run the command "
            "again: points and marks are kept in other files."
        )
        raise GradebookError(
            sentence.format(url=shown(engine.url), reason=" ".join(str(error).split())[:200])
        ) from error
    except SQLAlchemyError as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error).strip().split("\n")[0]
        if "database is locked" in reason:
            sentence = _(
                "Another program has locked the gradebook {url}. Close that program and run the command again: what is "
                "graded already is kept."
            )
        else:
            sentence = _(
                "The gradebook {url} cannot be used: {reason}. Fix this and run the command again: what is graded "
                "already is kept."
            )
        raise GradebookError(sentence.format(url=shown(engine.url), reason=reason)) from error


def make_tables(engine: Any) -> None:
    """Make the tables of a new gradebook.

    nbgrader would do it itself, but it asks the program ``alembic`` for the version of its tables: that takes seconds,
    and fails where no environment is activated.
    """
    import nbgrader.api
    from alembic.script import ScriptDirectory
    from sqlalchemy import inspect, text

    with engine.begin() as connection:
        if not inspect(connection).get_table_names():
            scripts = Path(nbgrader.api.__file__).with_name("alembic")
            version = ScriptDirectory(str(scripts)).get_current_head()
            nbgrader.api.Base.metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
            connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})


@contextmanager
def session(database: Any) -> Iterator[Any]:
    """nbgrader's own access, which lets go of what it has read."""
    with quiet():
        try:
            yield database
        finally:
            database.db.remove()


@contextmanager
def quiet() -> Iterator[None]:
    """nbgrader's own use of SQLAlchemy warns of rows that it has not added yet; nothing is wrong with them."""
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield
