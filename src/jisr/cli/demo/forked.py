"""The demo's nodes as forks of the command: what each would read for itself is read once.

They are divided before any key is made or read, while Django has no setting that is a home's (`jisr.conf.before`),
and while there is one thread and no file beyond the folder's lock: so the nodes share modules, and nothing else.
"""

import fcntl
import gc
import importlib
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from jisr.cli.demo.processes import NodeProcess, words_file
from jisr.conf import before

# What a node reads until it serves, as far as it asks for no setting of its home; what these read is not named.
READ: Final = (
    "allauth.account.middleware",
    "allauth.core.ratelimit",
    "ctypes",
    "django.contrib.auth.middleware",
    "django.contrib.messages.middleware",
    "django.contrib.sessions.backends.db",
    "django.contrib.sessions.middleware",
    "django.core.wsgi",
    "django.db.backends.sqlite3.base",
    "django.db.models.sql.compiler",
    "django.middleware.common",
    "django.middleware.locale",
    "encodings.idna",
    "jisr.cli.demo.child",
    "jisr.cli.demo.settling",
    "jisr.cli.serving",
    "jisr.conf.database",
    "jisr.exchange.daily",
    "jisr.node.dues",
    "jisr.node.founding",
    "jisr.node.hooking",
    "jisr.node.pieces",
    "jisr.node.queries.cards",
    "jisr.node.queries.readers",
    "jisr.node.receipt",
    "jisr.node.services.acts",
    "jisr.node.services.exchange",
    "jisr.node.services.frameworks",
    "jisr.node.services.rebuilding",
    "jisr.node.stock",
    "jisr.node.tokens",
    "jisr.node.worker",
    "jisr.rules.say",
    "jisr.seal.commitment",
    "jisr.web.api.problems",
    "jisr.web.assets",
    "jisr.web.forms",
    "jisr.web.large",
    "jisr.web.middleware",
    "jisr.web.nul",
    "jisr.web.session_store",
    "jisr.web.sessions",
    "jisr.web.views.common",
    "jisr.web.zones",
    "waitress.server",
)
STANDARD: Final = (0, 1, 2)
# A pouch, its receipt and the next orders have room in a pipe, so that nobody waits for who waits for it.
PIPE_BYTES: Final = 1024 * 1024
LOOK_SECONDS: Final = 0.005
FAILED_EXIT: Final = 1


def read() -> None:
    """Read what all nodes need, before they are divided."""
    # To look for garbage meanwhile takes a sixth of the time, and there is next to none.
    gc.disable()
    try:
        before.begin()
        for name in READ:
            importlib.import_module(name)
    finally:
        gc.enable()
    # What is never looked at again stays in memory that all share.
    gc.freeze()


class Forked:
    """A process that goes on from here with what is read; waited for and told as one of `subprocess`."""

    def __init__(self, run: Callable[[], None], *, errors: IO[bytes], held: int) -> None:
        assert threading.active_count() == 1, "only this thread would go on in the new process"
        self.returncode: int | None = None
        input_, to_node = _pipe()
        from_node, output = _pipe()
        for each in (sys.stdout, sys.stderr):
            each.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _become(run, (input_, output, errors.fileno()), held=held)
        os.close(input_)
        os.close(output)
        self.stdin: IO[str] | None = open(to_node, "w")  # noqa: SIM115  # they live as long as the process
        self.stdout: IO[str] | None = open(from_node)  # noqa: SIM115  # as above

    def poll(self) -> int | None:
        """Give how the process ended, if it has."""
        if self.returncode is None:
            number, status = os.waitpid(self.pid, os.WNOHANG)
            if number:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the process has ended; give how."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            time.sleep(LOOK_SECONDS)
        return code

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless the process has ended: until it is waited for, its number is no other's."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def kill(self) -> None:
        """End the process at once."""
        self.send_signal(signal.SIGKILL)


class ForkedNode(NodeProcess):
    """One party's node, divided from the command; it waits to be told where its home is."""

    def __init__(self, party: str, run: Callable[[], None], *, held: int) -> None:
        def named() -> None:
            # All have the command's line; in lists of processes each has a name of its own, too.
            with suppress(OSError):
                Path("/proc/self/comm").write_text(f"jisr {party}", "ascii")
            run()

        errors = words_file()
        super().__init__(party, Forked(named, errors=errors, held=held), errors)


def _pipe() -> tuple[int, int]:
    out, in_ = os.pipe()
    # Where the machine allows no such pipes, orders as short as ours have room in any.
    with suppress(OSError):
        fcntl.fcntl(in_, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return out, in_


def _become(run: Callable[[], None], files: tuple[int, int, int], *, held: int) -> None:
    """Be a process of its own: with its files, signals and session, and nothing of the others'. It never returns."""
    code = FAILED_EXIT
    try:
        # Ctrl-C reaches the command only; it stops its nodes.
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for each in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_DFL)
        _take_files(files, held=held)
        code = _run(run)
        sys.stdout.flush()
    finally:
        # What the command does at its end is not the node's to do.
        os._exit(code)


def _take_files(files: tuple[int, int, int], *, held: int) -> None:
    """Let the files be input, output and errors, and close all others: who had another's pipe would keep it open."""
    for number, file in zip(STANDARD, files, strict=True):
        os.dup2(file, number)
    first = len(STANDARD)
    os.closerange(first, held)
    os.closerange(max(first, held + 1), os.sysconf("SC_OPEN_MAX"))
    # What is locked stays so until this process has ended, too.
    os.set_inheritable(held, False)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115  # they live as long as the process
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115  # as above
    sys.stderr = open(2, "w", closefd=False, errors="backslashreplace", buffering=1)  # noqa: SIM115  # as above


def _run(run: Callable[[], None]) -> int:
    """Run to the end, as Python runs a program; give the exit code."""
    try:
        run()
    except SystemExit as ending:
        if ending.code is None or isinstance(ending.code, int):
            return ending.code or 0
        sys.stderr.write(f"{ending.code}\n")
        return FAILED_EXIT
    except BaseException:
        traceback.print_exc()
        return FAILED_EXIT
    return 0
