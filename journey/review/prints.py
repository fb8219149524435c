"""What is printed: pages handed to the printer, and the files that it made of them, kept under DATA_DIR by what each was made from.

The printer is a process of its own, of low priority, that lives as long as there is something to print. A folder is its queue: whoever asks again
for what was not finished, because a process was killed or the machine, starts it anew.
"""

import atexit
import fcntl
import hashlib
import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from django.conf import settings

from journey.review.files import write

logger = logging.getLogger(__name__)

PRINTER = Path(__file__).with_name("printer.py")
LIBRARIES = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fonttools", "pyphen", "pillow")
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
SLOTS = max(1, (os.cpu_count() or 1) - 1)
"""Printers at once, at most: one for each core but the one that pages need."""
MOST = 50
"""Pages that wait to be printed, at most."""
LONG = 180.0
"""Seconds that a command waits; a page of the site waits for settings.PDF_WAIT."""
started: dict[tuple[Path, int], "subprocess.Popen[bytes]"] = {}
starting = Lock()


class NoPdf(Exception):
    """The PDF could not be made; the reason is logged, without the review's text."""


class BeingMade(Exception):
    """The PDF is not there yet: ask again in a moment, by the name that it is ordered under."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def print_page(html: str, *, wait: float = LONG) -> bytes:
    """The page as it was printed now or before. Raises NoPdf, and BeingMade if it is not there after so many seconds."""
    with disk_faults_told():
        return printed(html, wait)


def ordered(name: str) -> bytes | None:
    """What was ordered under this name before, whatever became of what it shows; None if it is not known any more. Raises NoPdf and BeingMade."""
    file = prints() / f"{name}.pdf"
    with disk_faults_told():
        waits = file.with_suffix(".order").exists()  # asked first: a file is there before its order is gone
        if (made := finished(file)) is None and waits:
            keep_printing(file.parent)
            raise BeingMade(name)
        return made


@contextmanager
def disk_faults_told() -> Iterator[None]:
    """Where a disk is full or read only, there is no PDF."""
    try:
        yield
    except OSError as problem:
        logger.error("The PDF could not be made: %s", problem.strerror)
        raise NoPdf from problem


def printed(html: str, wait: float) -> bytes:
    order = json.dumps({"html": html, "assets": assets()}).encode()
    folder = prints()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"{hashlib.sha256(order + made_with()).hexdigest()}.pdf"
    until = time.monotonic() + wait
    while True:
        if (made := finished(file)) is not None:
            return made
        put(order, file.with_suffix(".order"))
        keep_printing(folder)
        if time.monotonic() >= until:
            raise BeingMade(file.stem)
        time.sleep(0.02)


def finished(file: Path) -> bytes | None:
    """What was printed, None if it is not there yet. Raises NoPdf if it could not be; whoever asks once more has it tried once more."""
    if (made := read(file)) is not None:
        return made
    if (refused := read(file.with_suffix(".refused"))) is not None:
        file.with_suffix(".refused").unlink(missing_ok=True)
        logger.error("The PDF could not be made: %s", refused.decode(errors="replace"))
        raise NoPdf
    return None


def made_before(state: str, make: Callable[[], bytes]) -> bytes:
    """What `make` gave the last time, if it was asked for in the same state (a SHA-256). Raises what `make` raises."""
    file = prints() / f"{state}.pdf"
    if (made := read(file)) is None:
        made = make()
        with suppress(OSError):  # what cannot be kept is there all the same
            write(made, file)
    return made


def prints() -> Path:
    return Path(settings.DATA_DIR) / "prints"


def read(file: Path) -> bytes | None:
    try:
        found = file.read_bytes()
        os.utime(file)  # kept for a while from now on
    except OSError:
        return None
    return found


def put(order: bytes, file: Path) -> None:
    """Order a page if it is not ordered yet. Raises NoPdf if too many wait."""
    if file.exists():
        return
    if len(list(file.parent.glob("*.order"))) >= MOST:
        logger.error("The PDF could not be made: %s others wait already", MOST)
        raise NoPdf
    write(order, file)


def keep_printing(folder: Path) -> None:
    """See that there are printers for what waits. Raises NoPdf if one cannot start."""
    with starting:
        for slot in range(min(SLOTS, len(list(folder.glob("*.order"))))):
            ours = started.get((folder, slot))
            if ours and ours.poll() is None:
                continue
            if ours and started.pop((folder, slot)).returncode > 0:
                logger.error("The PDF could not be made: the printer ended with %s", ours.returncode)
                raise NoPdf
            if is_free(folder / f"slot-{slot}"):
                started[folder, slot] = start(folder, slot)


def is_free(slot: Path) -> bool:
    """Whether no printer, of whatever process, works there."""
    with slot.open("a") as file, suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def start(folder: Path, slot: int) -> "subprocess.Popen[bytes]":
    # -I: the printer sees no environment and no current folder of ours. The font cache belongs with everything else that is written.
    environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "XDG_CACHE_HOME": str(settings.DATA_DIR / "cache")}
    command = [sys.executable, "-I", str(PRINTER), str(folder), str(slot), str(settings.PRINTER_NICE)]
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing, env=environment)  # noqa: S603  # our own file


@atexit.register
def end_printers() -> None:
    """They would end by themselves once this process is gone; what was ordered stays ordered."""
    for printer in started.values():
        printer.terminate()
        printer.wait()


def forget_prints() -> None:
    """Delete every file that was printed, since what it was made from may be gone. What is asked for is printed again."""
    for what in ("*.order", "*"):  # orders first: of one that is gone the printer keeps no file
        for path in prints().glob(what):
            if not path.name.startswith("slot-"):
                path.unlink(missing_ok=True)


@cache
def assets() -> dict[str, str]:
    """The only things a page may ask for, by name."""
    return {"print.css": (settings.BASE_DIR / "static" / "print.css").read_text(encoding="utf-8")}


@cache
def made_with() -> bytes:
    """What else a file's bytes hang on: the printer, its libraries, and the fonts there are."""
    fonts = sorted(path for folder in FONTS for path in Path(folder).expanduser().rglob("*") if path.is_file())
    parts = [Path(__file__).with_name("printer.py").read_text(encoding="utf-8"), *(version(library) for library in LIBRARIES)]
    parts += [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in fonts]
    return "\n".join(parts).encode()
