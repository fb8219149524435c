"""Turn HTML pages into PDFs, one after the other, in processes that can reach nothing and cannot run away.

Run by path, in isolation, by journey/review/prints.py, as `printer.py FOLDER SLOT NICE`. It takes what is ordered in the folder, the oldest first:
NAME.order, one JSON object {"html": …, "assets": {name: text}}, becomes NAME.pdf, or NAME.refused that says why not. A second process of its own
does the work and stays warm; this one only waits for it, so that it can end it. Of the printers started for one slot, one stays.
"""

import fcntl
import gc
import json
import logging
import os
import re
import resource
import select
import subprocess
import sys
import time
import traceback
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space."""
SECONDS = 15
"""Seconds of processor time for one page."""
WALL = 20
"""Seconds by the clock in which a page gets nowhere. It goes after everybody else, so on a busy machine its seconds of the processor take longer."""
RENEWED = 50
"""Pages after which the warm process is replaced: what it holds only grows."""
IDLE = 300
"""Seconds without an order after which the printer ends; the next order starts one."""
LARGEST, LONGEST = 200 * 1024 * 1024, 7 * 24 * 60 * 60
"""Bytes of all PDFs that are kept, and seconds that one is kept after it was last asked for."""
UNSEEN = {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}
"""Kinds of signs that are never an empty box by themselves: marks of direction, joiners, accents, blanks."""


def main() -> None:
    if sys.argv[1] == "--pages":
        print_pages()
        return
    folder, slot = Path(sys.argv[1]), sys.argv[2]
    with taken(folder / f"slot-{slot}", "a") as is_ours:
        if is_ours:
            with suppress(OSError):
                os.nice(int(sys.argv[3]))
            serve(folder)


@contextmanager
def taken(file: Path, mode: str = "r") -> Iterator[bool]:
    """Hold a file for a while, and no longer than this process lives. Whether nobody else does. Raises FileNotFoundError."""
    with file.open(mode) as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def serve(folder: Path) -> None:
    """Print what is ordered until nothing is for a while, or whoever started this is gone."""
    starter, last, warm = os.getppid(), time.monotonic(), Warm()
    tidy(folder)
    while time.monotonic() - last < IDLE and os.getppid() == starter and folder.is_dir():
        found = False
        for order in ordered(folder):
            # Another printer may have done it since we looked.
            with suppress(FileNotFoundError), taken(order) as is_ours:
                if is_ours and order.exists():
                    found = True
                    fulfil(order, warm)
        if found:
            last = time.monotonic()
            tidy(folder)
        else:
            time.sleep(0.02)
    warm.end()


def ordered(folder: Path) -> list[Path]:
    """What waits to be printed, the oldest first."""
    found = []
    for path in folder.glob("*.order"):
        with suppress(FileNotFoundError):
            found.append((path.stat().st_mtime_ns, path))
    return [path for _at, path in sorted(found)]


def fulfil(order: Path, warm: "Warm") -> None:
    made = order.with_suffix(".pdf")
    if not made.exists() and (refused := warm.print(order)):
        order.with_suffix(".refused").write_text(refused, encoding="utf-8")
    try:
        order.unlink()
    except FileNotFoundError:
        made.unlink(missing_ok=True)  # what it shows was deleted meanwhile


class Warm:
    """The process that has everything loaded. It is begun when it is needed, and anew when it was ended or has printed enough."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.printed = 0

    def print(self, order: Path) -> str:
        """Have it print one order. Why it could not be, "" if it was."""
        self.printed += 1
        if self.process and (self.process.poll() is not None or self.printed > RENEWED):
            self.end()
        if self.process is None:
            command = [sys.executable, "-I", __file__, "--pages"]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  # this very file
            self.printed = 1
            if refused := self.reply():
                return refused
        with suppress(BrokenPipeError):
            print(order, file=self.process.stdin, flush=True)
        return self.reply()

    def reply(self) -> str:
        """What it says next; it is ended if it gets nowhere."""
        pid: int = self.process.pid  # type: ignore[union-attr]  # a process is there
        replies: IO[str] = self.process.stdout  # type: ignore[union-attr, assignment]  # and it is a pipe
        used = processor_time(pid)
        while not select.select([replies], [], [], WALL)[0]:
            before, used = used, processor_time(pid)
            if used == before:
                self.end()
                return f"it got nowhere in {WALL} seconds"
        said = replies.readline()
        return str(json.loads(said)) if said else f"it ended with {self.end()}"

    def end(self) -> int | None:
        """End it, whatever it does. What it ended with."""
        if self.process is None:
            return None
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(0.2)
        self.process.kill()
        with suppress(BrokenPipeError):
            self.process.communicate()
        ended, self.process = self.process.returncode, None
        return ended


def processor_time(pid: int) -> int:
    """What a process has had of the processor, in the kernel's ticks; 0 where the kernel does not say."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(said[11]) + int(said[12])


def tidy(folder: Path) -> None:
    """Delete what nobody has asked for in a long time, and beyond the space there is what was not asked for longest; drafts of one who was ended."""
    files = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):
            if path.suffix in (".pdf", ".refused", ".draft"):
                files.append((path.stat().st_mtime, path.stat().st_size, path))
    room = LARGEST
    for at, size, path in sorted(files, reverse=True):
        room -= size
        lasts = LONGEST if path.suffix == ".pdf" else 10 * WALL
        if room < 0 or time.time() - at > lasts:
            path.unlink(missing_ok=True)


def print_pages() -> None:
    """Print the orders whose paths come on standard input. Once warm, and after each, say in JSON what went wrong, "" for nothing."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no reply
    limit()
    from weasyprint import HTML  # takes a second to import, and needs Pango

    HTML(string="<p>Warm.</p>").write_pdf(pdf_variant="pdf/ua-1")
    gc.collect()
    # What is loaded stays: the collector need not look through it at every page. A page's own rubbish is collected after it.
    gc.freeze()
    gc.disable()
    print(json.dumps(""), file=replies, flush=True)
    for line in sys.stdin:
        allow_seconds()
        print(json.dumps(print_order(Path(line.rstrip("\n")))), file=replies, flush=True)
        gc.collect()


def print_order(order: Path) -> str:
    draft = order.with_suffix(f".{os.getpid()}.draft")
    try:
        said = json.loads(order.read_bytes())
        draft.touch(mode=0o600)
        draft.write_bytes(print_pdf(said["html"], said["assets"]))
        draft.replace(order.with_suffix(".pdf"))
    except Exception:
        draft.unlink(missing_ok=True)
        return traceback.format_exc().strip()[-300:]
    return ""


def limit() -> None:
    """Let the kernel end a page that grows without end."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    allow_seconds()


def allow_seconds() -> None:
    """From now on as many seconds of the processor as a page may take."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS, resource.RLIM_INFINITY))


def print_pdf(html: str, assets: dict[str, str]) -> bytes:
    """The page as tagged PDF/UA-1. Whatever it asks for comes from `assets`, by name under asset:, or not at all."""
    import ssl

    from weasyprint import HTML  # takes a second to import, and needs Pango
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    trusts_nobody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # its own would have this machine's certificates read for every page

    class OwnAssets(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> object:
            name = url.removeprefix("asset:")
            if name == url or name not in assets:
                raise ValueError(f"not one of our assets: {url}")
            return URLFetcherResponse(url, assets[name], {"Content-Type": "text/css; charset=utf-8"})

    logger = logging.getLogger("weasyprint")
    logger.handlers = [logging.StreamHandler(sys.stderr)]
    logger.setLevel(logging.WARNING)
    page = HTML(string=name_signs(fewer_boxes(html)), base_url=None, url_fetcher=OwnAssets(ssl_context=trusts_nobody))
    return bytes(page.write_pdf(pdf_variant="pdf/ua-1", finisher=say_scopes))


def say_scopes(document: Any, pdf: Any) -> None:
    """Say of each header cell whether it heads a column or a row. WeasyPrint 70 tells only a data cell which header it has, by ids of its own
    with the row and the place in it at the end; a header that heads headers alone would be nobody's."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/TH":
            row = item["ID"].string.split("-")[1]
            item["A"]["Scope"] = "/Column" if row == "0" else "/Row"


def fewer_boxes(html: str) -> str:
    """The page as it looks, in less than half the time where somebody typed a thousand short lines or stars.

    WeasyPrint goes through the elements of a paragraph again for every line. So breaks become signs of the text, and what is stressed sign by sign
    becomes one piece.
    """
    html = re.sub(r"</(em|strong)><\1>", "", html)
    return re.sub(r"<p>((?:(?!</?p\b).)*<br>(?:(?!</?p\b).)*)</p>", lambda paragraph: lines_of(paragraph[1]), html, flags=re.DOTALL)


def lines_of(paragraph: str) -> str:
    return '<p style="white-space: pre-line">' + re.sub(r"\s*<br>\s*", "\n", re.sub(r"\s+", " ", paragraph)) + "</p>"


def name_signs(html: str) -> str:
    """The page with each sign that no font here has as its name in brackets, so that nothing prints as an empty box."""
    others = {sign for sign in set(html) if ord(sign) > 126 and unicodedata.category(sign) not in UNSEEN}
    missing = without_font(others)
    if not missing:
        return html
    # Signs in a row are one name; what only joins or tones them goes with them.
    among = "[" + "".join(map(re.escape, sorted(missing))) + "]"
    return re.sub(f"{among}(?:[\u200d\ufe0e\ufe0f]*{among})*[\u200d\ufe0e\ufe0f]*", lambda run: names(run[0], missing), html)


def names(run: str, missing: set[str]) -> str:
    said = [unicodedata.name(sign, "").lower() or f"U+{ord(sign):04X}" for sign in run if sign in missing]
    return f"[{', '.join(said)}]"


def without_font(signs: set[str]) -> set[str]:
    """Those of the signs that no font has that Pango could fall back to."""
    ffi, fontconfig = of_fonts()
    missing = set(signs)
    config = fontconfig.FcInitLoadConfigAndFonts()
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    found = ffi.new("FcCharSet **")
    for number in range(fonts.nfont if missing else 0):
        if not fontconfig.FcPatternGetCharSet(fonts.fonts[number], b"charset", 0, found):
            missing = {sign for sign in missing if not fontconfig.FcCharSetHasChar(found[0], ord(sign))}
    fontconfig.FcConfigDestroy(config)
    return missing


@cache
def of_fonts() -> tuple[Any, Any]:
    """Fontconfig as WeasyPrint has opened it, with what it does not ask for itself."""
    from weasyprint.text.ffi import ffi, fontconfig  # as above

    ffi.cdef("""
        typedef ... FcCharSet;
        FcResult FcPatternGetCharSet (FcPattern *p, const char *object, int n, FcCharSet **found);
        FcBool FcCharSetHasChar (const FcCharSet *charset, unsigned int sign);
    """)
    return ffi, fontconfig


if __name__ == "__main__":
    main()
