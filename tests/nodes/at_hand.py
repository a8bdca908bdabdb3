"""A `jisr` for scripts of a shell: each command in them begins with all read (`started.py`)."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread

from tests.nodes.started import COMMAND, ENVIRONMENT, Started

WAITING_MAX = 16
ORDER_BYTES_MAX = 128 * 1024
STANDARD = (0, 1, 2)
# It has nothing to read, and tells who does: what it was asked, where, and with which files.
TELLER = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as line:
    line.connect("\\0{name}")
    socket.send_fds(line, [json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()], [0, 1, 2])
    sys.exit(int(line.recv(32)))
"""


@contextmanager
def command_at(file: Path) -> Iterator[None]:
    """Put the command at a place, for as long as it may be asked for."""
    name = f"jisr-at-hand-{os.getpid()}-{file.parent}"[-100:]
    file.write_text(TELLER.format(python=sys.executable, name=name), "utf-8")
    file.chmod(0o755)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(f"\0{name}")
        door.listen(WAITING_MAX)
        Thread(target=_answer_all, args=(door,), name="commands at hand", daemon=True).start()
        try:
            yield
        finally:
            door.shutdown(socket.SHUT_RDWR)


def _answer_all(door: socket.socket) -> None:
    while True:
        try:
            line, _ = door.accept()
        except OSError:
            # It was shut.
            return
        Thread(target=_answer, args=(line,), name="a command at hand", daemon=True).start()


def _answer(line: socket.socket) -> None:
    """Start a command with the files of who asks; tell how it ended."""
    with line, ExitStack() as closed:
        told, files, _, _ = socket.recv_fds(line, ORDER_BYTES_MAX, len(STANDARD))
        for each in files:
            closed.callback(os.close, each)
        arguments, environment, place = json.loads(told)
        started = Started(
            "commands",
            files,
            environment={**environment, "PYTHONPATH": ENVIRONMENT["PYTHONPATH"]},
            arguments=arguments,
            program=f"import os; os.chdir({place!r}); {COMMAND}",
        )
        line.send(str(started.wait()).encode())
