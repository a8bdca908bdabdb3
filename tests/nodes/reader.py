"""A process that has read what nodes read, and as often as it is asked becomes a new one: `python -m tests.nodes.reader`.

Of a short command nine tenths are reading the same modules again. What is started here begins with them read, and is
in all else a process as any other: its own number, memory, environment, arguments and files, to be killed and waited
for. Nothing is read that asks for a node's home, for a language or for a setting: that is done after the start.
"""

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
import threading
from typing import Any

STANDARD = (0, 1, 2)
# Names the module of a procedure that is to be one of those that jisr ships, in what is started.
SHIPPED = "TESTS_SHIPPED"
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


def main() -> None:
    """Start a process for each order; in the new one go on as what was ordered."""
    with socket.socket(fileno=int(sys.argv[1])) as orders:
        for name in READ:
            importlib.import_module(name)
        gc.collect()
        gc.freeze()
        order = _ordered(orders)
    if order is not None:
        _become(order)


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


def _become(order: dict[str, Any]) -> None:
    if order["new_session"]:
        os.setsid()
    os.environ.clear()
    os.environ.update(order["environment"])
    for number, file in zip(STANDARD, order["files"], strict=True):
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  # they live as long as the process
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace", buffering=1)  # noqa: SIM115
    sys.argv = ["-c", *order["arguments"]]
    if os.environ.get(SHIPPED):
        importlib.import_module(os.environ[SHIPPED]).stand_in()
    if order["module"]:
        runpy.run_module(order["module"], run_name="__main__", alter_sys=True)
    else:
        exec(compile(order["program"], "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    main()
