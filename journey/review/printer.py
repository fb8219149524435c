"""Turn one HTML page into a PDF, in a process of its own that can reach nothing and cannot run away.

Run by path, in isolation, by journey/review/pdf.py. Reads one JSON object from standard input: {"html": …, "assets": {name: text}}; writes the PDF
to standard output. What WeasyPrint has to complain of goes to standard error, a line each.
"""

import json
import logging
import sys

MEMORY = 1536 * 1024 * 1024
"""Bytes of address space."""
SECONDS = 15
"""Seconds of processor time."""


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
    made = HTML(string=html, base_url=None, url_fetcher=OwnAssets()).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made)


if __name__ == "__main__":
    main()
