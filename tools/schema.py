"""The tables of a new node's SQLite database as one script, made by the migrations: `make schema`.

To lay them so takes a tenth of the time that every migration in turn takes. A database that is there, and PostgreSQL,
are brought up to date by the migrations alone; a test holds that both ways end in the same.
"""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from jisr.cli.ready import END, SCHEMA, bring_up_to_date, bring_up_to_date_by_migrations, enter
from jisr.node.home import make_home

# What SQLite keeps for itself, and what a virtual table makes by itself.
TABLES = (
    "SELECT name, sql FROM sqlite_master AS this WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND NOT EXISTS"
    " (SELECT 1 FROM sqlite_master AS virtual WHERE virtual.sql LIKE 'CREATE VIRTUAL%'"
    " AND this.name LIKE virtual.name || '\\_%' ESCAPE '\\') ORDER BY type = 'index', rowid"
)


def schema_of(database: Path) -> str:
    """Write what is in a database that has just been migrated; when that was is said of each that is laid."""
    with sqlite3.connect(database) as opened:
        found = opened.execute(TABLES).fetchall()
        lines = [sql for _, sql in found]
        for name in (name for name, sql in found if sql.startswith("CREATE TABLE")):
            lines += _rows(opened, name)
    return END.join(lines) + "\n"


def _rows(opened: sqlite3.Connection, table: str) -> list[str]:
    cursor = opened.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
    names = [each[0] for each in cursor.description]
    columns = ", ".join(f'"{name}"' for name in names)
    return [
        f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join(map(_value, names, row))})' for row in cursor.fetchall()
    ]


def _value(name: str, value: object) -> str:
    if name == "applied":
        return "CURRENT_TIMESTAMP"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    assert value is None or isinstance(value, int), value
    return "NULL" if value is None else str(value)


def made(by: Callable[[], None]) -> str:
    """Make a new node's database; write what is in it."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(
            Path(folder) / "home", party="XXX", address="http://127.0.0.1:1", listen="127.0.0.1:0", name=""
        )
        enter(home.path, migrate=False)
        by()
        return schema_of(home.database)


def main() -> None:
    """Write the script anew; with `migrated` or `laid`, print instead what a database made in that way has."""
    os.environ.pop("DATABASE_URL", None)
    ways = {"migrated": bring_up_to_date_by_migrations, "laid": bring_up_to_date}
    if sys.argv[1:]:
        sys.stdout.write(made(ways[sys.argv[1]]))
    else:
        SCHEMA.write_text(made(bring_up_to_date_by_migrations), "utf-8")


if __name__ == "__main__":
    main()
