"""Chromium, a running site, and what must hold on every page that a journey passes: no message about the policy, no error in the script."""

import os
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page
from pytest_django.live_server_helper import LiveServer

from journey.models import User
from tests.conftest import PASSWORD, session_of
from tests.remembered import remembered

# Playwright's own loop runs in this thread, and Django would refuse its database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium-headless-shell")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# What a page runs is over in a moment: compiling it well takes longer than that saves. A sixth of a page's time.
FLAGS += ["--js-flags=--max-lazy --no-opt --no-maglev"]

READ_AXE = f"window.readAxe = () => {{\n{Axe().axe_script}\n}};"
"""Half a megabyte that goes to the browser once and not for each page; a page reads it when it is looked at."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": CHROMIUM, "args": FLAGS}


@pytest.fixture(autouse=True)
def fresh_limits(transactional_db: None) -> None:
    """Limits on tries and on mails count in the cache, which no test's end clears."""
    cache.clear()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What browsers complained of during a test; any complaint fails it."""
    heard: list[str] = []
    yield heard
    assert heard == []


@pytest.fixture(scope="session")
def kept_pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """Pages that stay open from test to test, emptied of what was in them: a process that has run axe before runs it faster than a new one."""
    kept: dict[str, Page] = {}
    yield kept
    for page in kept.values():
        page.context.close()


@pytest.fixture
def open_browser(browser: Browser, live_server: LiveServer, complaints: list[str], kept_pages: dict[str, Page]) -> Iterator[Callable[..., Page]]:
    """Open a page of the site as someone, `script=False` for JavaScript off, at a width in CSS pixels; what is `kept` by a name is opened once."""
    opened: list[BrowserContext] = []
    lent: list[Page] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            complaints.append(message.text)

    def complain(error: Error) -> None:
        complaints.append(str(error))

    def new_page(script: bool, width: int, for_axe: bool) -> Page:
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=script, viewport={"width": width, "height": 900}, bypass_csp=for_axe
        )
        if for_axe:
            context.add_init_script(READ_AXE)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    def open_as(user: User | None = None, *, script: bool = True, width: int = 1280, for_axe: bool = False, kept: str = "") -> Page:
        page = kept_pages.get(kept) or new_page(script, width, for_axe)
        if kept:
            kept_pages[kept] = page
            lent.append(page)
        else:
            opened.append(page.context)
        if user is not None:
            page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}])
        page.on("console", listen)
        page.on("pageerror", complain)
        return page

    yield open_as
    for context in opened:
        context.close()
    for page in lent:
        page.goto(live_server.url + "/static/print.css")  # nothing of anybody; an empty page would end the process that has run axe
        page.context.clear_cookies()
        page.evaluate("localStorage.clear()")
        page.remove_listener("console", listen)
        page.remove_listener("pageerror", complain)


def mailed_link() -> str:
    """The address in the latest mail that went out."""
    found = re.search(r"http://\S+", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


@pytest.fixture
def amina(transactional_db: None) -> User:
    return remembered("amina", lambda: User.objects.create_user("amina@example.org", PASSWORD, name="Amina Rahman"))
