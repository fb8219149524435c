"""The warning before a session ends, and what becomes of a text when it has ended, in a browser."""

from collections.abc import Callable
from time import time

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from journey.models import Project, User
from journey.timeouts import SEEN, SIGNED_IN
from tests.browser.test_journey import SCRIPT
from tests.conftest import PASSWORD

type OpenBrowser = Callable[..., Page]


def test_a_warning_comes_in_time_and_one_button_keeps_the_session(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.clock.install()
    page.goto(project.address())

    page.clock.fast_forward("56:30")
    expect(page.get_by_role("button", name="Stay signed in")).to_have_count(0)
    page.clock.fast_forward("01:00")
    expect(page.locator("#session")).to_contain_text("You will be signed out in less than 3 minutes")
    page.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("button", name="Stay signed in")).to_have_count(0)
    page.clock.fast_forward("56:00")
    expect(page.get_by_role("button", name="Stay signed in")).to_have_count(0)
    page.clock.fast_forward("05:00")

    expect(page.locator("#session")).to_contain_text("You have been signed out. What you typed is still here")


def test_before_a_session_must_end_the_warning_says_so_and_offers_no_button(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    store = SessionStore(Session.objects.get().session_key)
    store[SIGNED_IN] = int(time()) - 12 * 3600 + 10 * 60
    store.save()
    page.clock.install()
    page.goto(project.address())

    page.clock.fast_forward("06:30")
    expect(page.locator("#session")).to_be_empty()
    page.clock.fast_forward("01:00")
    expect(page.locator("#session")).to_contain_text("You will be signed out in less than 3 minutes: a session lasts 12 hours at most.")
    expect(page.get_by_role("button", name="Stay signed in")).to_have_count(0)
    page.clock.fast_forward("03:00")

    expect(page.locator("#session")).to_contain_text("You have been signed out. What you typed is still here")


@SCRIPT
def test_a_text_typed_after_the_session_ended_is_given_back(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    amina.confirm_email()
    page = open_browser(amina, script=script)
    page.goto(project.address("answer", "mob-1"))
    store = SessionStore(Session.objects.get().session_key)
    store[SEEN] = int(time()) - 3601
    store.save()

    page.locator("main textarea[name=text]").first.fill("Typed too late.")
    if script:
        page.get_by_role("button", name="Sign in and keep my text").click()
    else:
        page.get_by_role("button", name="Save").first.click()
    # A whole page: nothing of the project is round it.
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("main")).to_have_count(1)
    page.get_by_label("Work email").fill("amina@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your text is still here")
    expect(page.get_by_label("Your text", exact=True)).to_have_value("Typed too late.")
