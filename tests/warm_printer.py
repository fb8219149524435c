"""A printer that is already running: it has loaded what printing needs, and forks a child for each page, with the same limits.

The child that the product starts for a page takes a second to load WeasyPrint and then prints. Here it is a client of a few lines that passes on
its order. What was ordered before is given again: the same page is the same bytes, and `tests/test_review.py` holds these against the product's own.
"""

import hashlib
import importlib.util
import io
import os
import socket
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

CLIENT = """
import socket, sys
server = socket.socket(socket.AF_UNIX)
server.connect({address!r})
server.sendall(sys.stdin.buffer.read())
server.shutdown(socket.SHUT_WR)
code, errors, printed = server.makefile("rb").read().split(b"\\0", 2)
sys.stderr.buffer.write(errors)
sys.stdout.buffer.write(printed)
sys.exit(int(code))
"""


def serve(address: str, printer: str) -> None:
    """Answer orders one after the other, for as long as whoever started this lives."""
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen(32)
    parent = os.getppid()
    listening.settimeout(5)
    known: dict[bytes, bytes] = {}
    while os.getppid() == parent:
        try:
            client, _address = listening.accept()
        except TimeoutError:
            continue
        client.settimeout(None)
        with client, client.makefile("rb") as said:
            order = said.read()
            key = hashlib.sha256(order).digest()
            answer = known.get(key) or printed(order, printer)
            if answer.startswith(b"0\0"):
                known[key] = answer
            try:
                client.sendall(answer)
            except BrokenPipeError:  # it was given up
                continue


def printed(order: bytes, printer: str) -> bytes:
    """What a child of ours answers to an order: its status, what it complained of, and the page, with a NUL after each of the first two."""
    module = loaded(printer)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        complaints = io.StringIO()
        sys.stderr, sys.stdin = complaints, io.TextIOWrapper(io.BytesIO(order))
        page = io.BytesIO()
        sys.stdout = io.TextIOWrapper(page)
        code = 0
        try:
            module.main()
            sys.stdout.flush()
        except BaseException as error:  # as an interpreter ends
            complaints.write(repr(error))
            code = 1
        with os.fdopen(writing, "wb") as told:
            told.write(b"%d\0%s\0%s" % (code, complaints.getvalue().replace("\0", "").encode(), page.getvalue()))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        answer = answers.read()
    _child, status = os.waitpid(child, 0)
    return answer if status == 0 else b"%d\0ended by the system\0" % (os.waitstatus_to_exitcode(status) or 1)


def loaded(printer: str, known: dict[str, Any] = {}) -> ModuleType:  # noqa: B006  # kept from one order to the next
    if printer not in known:
        specified = importlib.util.spec_from_file_location("printer", printer)
        assert specified is not None
        assert specified.loader is not None
        known[printer] = importlib.util.module_from_spec(specified)
        specified.loader.exec_module(known[printer])
        from weasyprint import HTML  # as in the printer: it takes a second

        HTML(string="<p>Once, so that fonts are known.").write_pdf(pdf_variant="pdf/ua-1")
    module: ModuleType = known[printer]
    return module


def write_client(folder: Path) -> tuple[Path, str]:
    """The client to run in place of the printer, and the address at which it looks for the server."""
    address = str(folder / "printer")
    client = folder / "printer.py"
    client.write_text(CLIENT.format(address=address), encoding="utf-8")
    return client, address


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2])
