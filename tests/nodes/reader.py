"""A process that has read what nodes read, and as often as it is asked becomes a new one: `python -m tests.nodes.reader`.

Of a short command nine tenths are reading the same modules again. What is started here begins with them read, and is
in all else a process as any other: its own number, memory, environment, arguments and files, to be killed and waited
for. Nothing is read that asks for a node's home, for a language or for a setting: that is done after the start.

What speaks English may begin further on (`further`): with Django's applications, all of the node and its pages, and
what typer says. Of settings these get only what is the same in every node (`jisr.conf.before`); whoever asks for another
while being read ends the reader. What was told of settings is forgotten before the new process begins. Their passwords
are hashed quickly (`hashing.py`).
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from jisr.cli.language import ENGLISH, speak
from tests.nodes.hashing import hash_quickly
from tests.nodes.started import SHIPPED

STANDARD = (0, 1, 2)
ORDER_BYTES_MAX = 128 * 1024
# Not typer, nor what reads it: it looks for its own words while it is read, and they are of a language.
READ = (
    "jisr.base",
    "jisr.bundle",
    "jisr.exchange",
    "jisr.kernel",
    "jisr.log",
    "jisr.manifest",
    "jisr.node.clock",
    "jisr.node.founding",
    "jisr.node.home",
    "jisr.node.hooking",
    "jisr.node.hours",
    "jisr.node.marks",
    "jisr.node.storage",
    "jisr.node.tokens",
    "jisr.procedures",
    "jisr.rules",
    "annotated_types",
    "asgiref.sync",
    "asyncio",
    "babel.dates",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.serialization",
    "django.conf.urls.i18n",
    "django.contrib.auth.apps",
    "django.contrib.auth.hashers",
    "django.contrib.auth.management",
    "django.contrib.auth.password_validation",
    "django.contrib.auth.tokens",
    "django.contrib.contenttypes.apps",
    "django.contrib.contenttypes.management",
    "django.contrib.messages.apps",
    "django.contrib.messages.middleware",
    "django.contrib.sessions.apps",
    "django.contrib.sessions.backends.db",
    "django.contrib.staticfiles.apps",
    "django.contrib.staticfiles.finders",
    "django.contrib.staticfiles.storage",
    "django.core.mail",
    "django.core.mail.backends.smtp",
    "django.core.management",
    "django.core.serializers.json",
    "django.core.wsgi",
    "django.db.backends.sqlite3.base",
    "django.db.models",
    "django.forms",
    "django.middleware.cache",
    "django.middleware.gzip",
    "django.middleware.locale",
    "django.template.backends.jinja2",
    "django.utils.log",
    "django.views.decorators.cache",
    "django.views.generic",
    "email.headerregistry",
    "httpx",
    "orjson",
    "psycopg",
    "pydantic",
    "pydantic.type_adapter",
    "pydantic.types",
    "rich.console",
    "rich.markdown",
    "rich.table",
    "rich.text",
    "shellingham",
    "Stemmer",
    "waitress.server",
)
# All that is in these, and these themselves. Not the addresses of pages: which there are, the home decides.
WHOLE = ("jisr.node", "jisr.web.views")
FURTHER = (
    "jisr.cli.application",
    "jisr.web.api.schemas",
    "jisr.web.assets",
    "jisr.web.entrance.views",
    "jisr.web.environment",
    "jisr.web.nul",
    "jisr.web.session_store",
    "jisr.web.sessions",
    "jisr.web.zones",
    "django.contrib.auth.middleware",
    "django.contrib.sessions.middleware",
    "django.middleware.common",
    "django.middleware.csrf",
)


def main() -> None:
    """Start a process for each order; in the new one go on as what was ordered."""
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        for name in READ:
            importlib.import_module(name)
        if "further" in sys.argv:
            _read_further()
        gc.collect()
        gc.freeze()
        order = _ordered(orders)
    if order is not None:
        if "further" in sys.argv:
            from jisr.conf import before

            before.forget()
        _end(_code_of(order))


def _read_further() -> None:
    """Read what asks for settings, while only those are told that are the same in every home."""
    import django

    from jisr.conf import before

    os.environ["LANGUAGE"] = ENGLISH
    speak()
    if os.environ.get(SHIPPED):
        importlib.import_module(os.environ[SHIPPED]).stand_in()
    before.begin()
    for package in WHOLE:
        found = pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
        for name in [each.name for each in found if ".migrations" not in each.name]:
            importlib.import_module(name)
    for name in FURTHER:
        importlib.import_module(name)
    hash_quickly()
    django.setup = _checked(django.setup)


def _checked(set_up: Callable[..., None]) -> Callable[..., None]:
    """Let Django be set up for a home, if its applications are those that were read."""

    def checked(**how: Any) -> None:
        from jisr.conf import before

        set_up(**how)
        if not before.is_as_begun():
            raise RuntimeError("this home has other applications: start it afresh (FreshNode)")

    return checked


def _ordered(orders: socket.socket) -> dict[str, Any] | None:
    """Give an order to the process that it starts, and nothing to this one, once nobody orders any more."""
    # Those who wait for the started are waited for by nobody.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        told, files, _, _ = socket.recv_fds(orders, ORDER_BYTES_MAX, len(STANDARD) + 1)
        if not told:
            return None
        assert threading.active_count() == 1, "only this thread would go on in the new process"
        if os.fork() == 0:
            orders.close()
            if _is_started(files):
                return {**json.loads(told), "files": files[:-1]}
        for each in files:
            os.close(each)


def _is_started(files: list[int]) -> bool:
    """Start a process; it says yes. The one that started it waits for it, tells how it ended, and ends, too."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    started = os.fork()
    if started == 0:
        os.close(files[-1])
        return True
    for each in files[:-1]:
        os.close(each)
    with socket.socket(fileno=files[-1]) as teller:
        teller.send(str(started).encode())
        _, status = os.waitpid(started, 0)
        try:
            teller.send(str(os.waitstatus_to_exitcode(status)).encode())
        finally:
            # Who asked may be gone.
            os._exit(0)


def _code_of(order: dict[str, Any]) -> int:
    """Become what was ordered; give the code with which it ends, unless by an error that nobody caught."""
    try:
        _become(order)
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        sys.stderr.write(f"{ended.code}\n")
        return 1
    return 0


def _end(code: int) -> None:
    """End as Python does, but leave the memory to the system: to take apart what was read takes as long as a command."""
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads
    atexit._run_exitfuncs()
    for each in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            each.flush()
    os._exit(code & 0xFF)


def _become(order: dict[str, Any]) -> None:
    if order["new_session"]:
        os.setsid()
    os.environ.clear()
    os.environ.update(order["environment"])
    for number, file in zip(STANDARD, order["files"], strict=True):
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  # they live as long as the process
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115  # as above
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace", buffering=1)  # noqa: SIM115  # as above
    sys.argv = ["-c", *order["arguments"]]
    if os.environ.get(SHIPPED):
        importlib.import_module(os.environ[SHIPPED]).stand_in()
    if order["module"]:
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)
    else:
        exec(compile(order["program"], "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    main()
