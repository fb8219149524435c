"""Turn one HTML page into a PDF, in a process of its own that can reach nothing and cannot run away.

Run by path, in isolation, by journey/review/pdf.py. Reads one JSON object from standard input: {"html": …, "assets": {name: text}}; writes the PDF
to standard output. What WeasyPrint has to complain of goes to standard error, a line each.
"""

import json
import logging
import re
import sys
import unicodedata
from typing import Any

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space."""
SECONDS = 15
"""Seconds of processor time."""
UNSEEN = {"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"}
"""Kinds of signs that are never an empty box by themselves: marks of direction, joiners, accents, blanks."""


def main() -> None:
    limit()
    order = json.load(sys.stdin)
    sys.stdout.buffer.write(print_pdf(order["html"], order["assets"]))


def limit() -> None:
    """Let the kernel end a page that grows without end. Windows has no such limits; there the time-out of the caller stands alone."""
    try:
        import resource  # not there on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def print_pdf(html: str, assets: dict[str, str]) -> bytes:
    """The page as tagged PDF/UA-1. Whatever it asks for comes from `assets`, by name under asset:, or not at all."""
    from weasyprint import HTML  # takes a second to import, and needs Pango
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnAssets(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        def fetch(self, url: str, headers: object = None) -> object:
            name = url.removeprefix("asset:")
            if name == url or name not in assets:
                raise ValueError(f"not one of our assets: {url}")
            return URLFetcherResponse(url, assets[name], {"Content-Type": "text/css; charset=utf-8"})

    logger = logging.getLogger("weasyprint")
    logger.handlers = [logging.StreamHandler(sys.stderr)]
    logger.setLevel(logging.WARNING)
    made = HTML(string=name_signs(html), base_url=None, url_fetcher=OwnAssets()).write_pdf(pdf_variant="pdf/ua-1", finisher=say_scopes)
    return bytes(made)


def say_scopes(document: Any, pdf: Any) -> None:
    """Say of each header cell whether it heads a column or a row. WeasyPrint 70 tells only a data cell which header it has, by ids of its own
    with the row and the place in it at the end; a header that heads headers alone would be nobody's."""
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/TH":
            row = item["ID"].string.split("-")[1]
            item["A"]["Scope"] = "/Column" if row == "0" else "/Row"


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
    from weasyprint.text.ffi import ffi, fontconfig  # as above

    ffi.cdef("""
        typedef ... FcCharSet;
        FcResult FcPatternGetCharSet (FcPattern *p, const char *object, int n, FcCharSet **found);
        FcBool FcCharSetHasChar (const FcCharSet *charset, unsigned int sign);
    """)
    missing = set(signs)
    config = fontconfig.FcInitLoadConfigAndFonts()
    fonts = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    found = ffi.new("FcCharSet **")
    for number in range(fonts.nfont if missing else 0):
        if not fontconfig.FcPatternGetCharSet(fonts.fonts[number], b"charset", 0, found):
            missing = {sign for sign in missing if not fontconfig.FcCharSetHasChar(found[0], ord(sign))}
    fontconfig.FcConfigDestroy(config)
    return missing


if __name__ == "__main__":
    main()
