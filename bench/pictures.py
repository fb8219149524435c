"""Take pictures of the running product: the two of the README, or, given a folder, every page at three widths and every page of the PDFs.

python -m bench pictures
python -m bench pictures FOLDER
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.site import running_site

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = (320, 768, 1280)
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
OPEN_PAGES = (
    "/",
    "/map/",
    "/map/designing/",
    "/map/questions/",
    "/map/crosswalk/",
    "/map/glossary/",
    "/samples/",
    "/samples/safer-places/",
    "/samples/safer-places/stages/developing/",
    "/samples/safer-places/journey/",
    "/samples/safer-places/review/",
    "/samples/family-circle/",
    "/samples/family-circle/journey/",
    "/samples/bridge-16-25/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/confirm-email/",
    "/nowhere/",
)
SAMPLES = ("safer-places", "bridge-16-25", "family-circle")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="journey-pictures-") as data, running_site(Path(data)) as site, sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        if len(sys.argv) > 2:
            take_all(browser, site.url, site.accounts, Path(sys.argv[2]))
        else:
            take_two(browser, site.url, ROOT / "docs" / "pictures")
        browser.close()
    return 0


def take_two(browser: Browser, url: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(viewport={"width": 1280, "height": 1180})
    page.goto(f"{url}/samples/safer-places/")
    page.screenshot(path=folder / "wheel.png")
    pdf_pages(page, f"{url}/samples/safer-places/review.pdf", folder / "review", first_only=True)


def take_all(browser: Browser, url: str, accounts: dict[str, str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900})
        for address in OPEN_PAGES:
            shoot(page, url + address, folder, width)
        sign_in(page, url, accounts)
        for address in own_pages(page, url):
            shoot(page, url + address, folder, width)
        page.close()
    page = browser.new_page()
    for slug in SAMPLES:
        pdf_pages(page, f"{url}/samples/{slug}/review.pdf", folder / f"pdf-{slug}")


def sign_in(page: Page, url: str, accounts: dict[str, str]) -> None:
    page.goto(f"{url}/accounts/login/")
    page.get_by_label("Work email").fill("amina@example.org")
    page.get_by_label("Password").fill(accounts["amina@example.org"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/projects/")


def own_pages(page: Page, url: str) -> list[str]:
    """The addresses of one practice copy, and the pages around it."""
    page.goto(f"{url}/projects/")
    href = page.locator(".project a").first.get_attribute("href") or ""
    inner = ("", "stages/developing/", "stages/integrating/", "moves/new/", "edit/", "journey/", "review/", "answers/dev-3/")
    account = ("", "email/", "password/change/", "sessions/")
    return ["/projects/", "/projects/new/", *(href + name for name in inner), *(f"/accounts/{name}" for name in account)]


def shoot(page: Page, address: str, folder: Path, width: int) -> None:
    page.goto(address)
    parts = [part for part in address.split("/")[3:] if part and len(part) != 36]
    page.screenshot(path=folder / f"{'-'.join(parts) or 'home'}-{width}.png", full_page=True)


def pdf_pages(page: Page, address: str, stem: Path, *, first_only: bool = False) -> None:
    """The pages of a PDF as pictures, named stem-1.png and on, or stem.png for the first alone."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(fetch_pdf(page, address))
        file.flush()
        one = ["-singlefile", "-f", "1", "-l", "1"] if first_only else []
        subprocess.run(["pdftoppm", "-png", "-r", "80", *one, file.name, str(stem)], check=True)  # noqa: S603, S607


def fetch_pdf(page: Page, address: str) -> bytes:
    """A PDF, asked for again while it is being made, for a minute at most."""
    for _ in range(60):
        body = page.request.get(address).body()
        if body.startswith(b"%PDF-"):
            return body
        page.wait_for_timeout(1000)
    raise RuntimeError(f"{address} is no PDF after a minute")
