"""Making an account, and what one does with it, with and without JavaScript."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from playwright.sync_api import Page, expect

from journey.models import User
from tests.browser.conftest import mailed_link

type OpenBrowser = Callable[..., Page]
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
PASSWORD = "a long walk round the lake"


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()


@SCRIPT
def test_a_newcomer_signs_up_and_only_the_pressed_button_confirms(open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(script=script)

    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill("Amina Rahman")
    page.get_by_label("Work email").fill("amina@juniper.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your email")
    for _ in range(3):
        scanner = Client(headers={"host": "localhost"})
        assert scanner.get(mailed_link()).status_code == 200
    assert not EmailAddress.objects.get().verified

    page.goto(mailed_link())
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm your email")
    assert not EmailAddress.objects.get().verified
    page.get_by_role("button", name="Confirm").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your projects")
    expect(page.get_by_role("heading", level=2)).to_have_text("None yet")
    expect(page.locator("main .button, main button")).to_have_text(["Start a project"])
    assert EmailAddress.objects.get().verified


@SCRIPT
def test_a_link_opened_in_another_browser_leads_to_sign_in(open_browser: OpenBrowser, script: bool) -> None:
    page, phone = open_browser(script=script), open_browser(script=script, width=320)
    page.goto("/accounts/signup/")
    page.get_by_label("Your name").fill("Amina Rahman")
    page.get_by_label("Work email").fill("amina@juniper.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look at your email")

    phone.goto(mailed_link())
    phone.get_by_role("button", name="Confirm").click()
    expect(phone.get_by_role("alert")).to_have_text("Your email is confirmed.")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(phone, "amina@juniper.example")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Your projects")


@SCRIPT
def test_someone_changes_name_email_and_password_and_signs_out_elsewhere(amina: User, open_browser: OpenBrowser, script: bool) -> None:
    amina.confirm_email()
    page, elsewhere = open_browser(script=script), open_browser(script=script)
    for browser in (page, elsewhere):
        sign_in(browser, "amina@example.org")
        expect(browser.get_by_role("heading", level=1)).to_have_text("Your projects")

    page.get_by_role("link", name="Your account: Amina Rahman").click()
    page.get_by_label("Your name").fill("Amina R. Rahman")
    page.get_by_role("button", name="Keep this name").click()
    expect(page.get_by_role("alert")).to_have_text("Your name is changed.")

    page.get_by_role("link", name="Look where you are signed in").click()
    page.get_by_role("button", name="Sign out there").click()
    expect(page.get_by_role("alert")).to_have_text("Signed out there.")
    elsewhere.reload()
    expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Sign in")

    page.goto("/accounts/")
    page.get_by_role("link", name="Change your email").click()
    page.get_by_label("New email").fill("amina@juniper.example")
    page.get_by_role("button", name="Change the email").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("We have written to amina@juniper.example.")
    page.goto(mailed_link())
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your projects")
    assert [message.to for message in mail.outbox] == [["amina@juniper.example"], ["amina@example.org"]]

    page.goto("/accounts/")
    page.get_by_role("link", name="Change your password").click()
    page.get_by_label("The password you have now").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("quite another long walk")
    page.get_by_label("New password again").fill("quite another long walk")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_contain_text("Your password is changed.")
    sign_in(elsewhere, "amina@juniper.example", "quite another long walk")
    expect(elsewhere.get_by_role("link", name="Your account: Amina R. Rahman")).to_be_visible()


@SCRIPT
def test_staff_make_an_account_and_close_it(amina: User, open_browser: OpenBrowser, script: bool) -> None:
    rhian = User.objects.create_superuser("rhian@example.org", PASSWORD, name="Rhian Parry")
    page, toms = open_browser(rhian, script=script), open_browser(script=script)

    page.goto("/projects/")
    page.get_by_role("link", name="Accounts", exact=True).click()
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Their name").fill("Tom Reid")
    page.get_by_label("Their work email").fill("tom@juniper.example")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tom Reid")

    toms.goto(mailed_link())
    toms.get_by_label("New password", exact=True).fill(PASSWORD)
    toms.get_by_label("New password again").fill(PASSWORD)
    toms.get_by_role("button", name="Keep this password").click()
    expect(toms.get_by_role("heading", level=1)).to_have_text("Your password is changed")
    sign_in(toms, "tom@juniper.example")
    expect(toms.get_by_role("heading", level=1)).to_have_text("Your projects")

    page.get_by_role("button", name="Close the account").click()
    expect(page.get_by_role("alert")).to_have_text("The account is closed.")
    toms.reload()
    expect(toms.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(toms, "tom@juniper.example")
    expect(toms.get_by_role("heading", level=1)).to_have_text("This account is closed")
