"""A second step at sign-in, set up and used in a browser: an app without JavaScript as well, a passkey by a device that Chromium plays."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect

from journey.models import User
from tests.browser.test_accounts import SCRIPT, sign_in
from tests.second_steps import code_of

type OpenBrowser = Callable[..., Page]


@pytest.fixture
def amina(amina: User) -> User:
    amina.confirm_email()
    return amina


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@SCRIPT
def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(amina: User, open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(script=script)
    sign_in(page, "amina@example.org")

    page.get_by_role("link", name="Your account: Amina Rahman").click()
    page.get_by_role("link", name="Set up the second step").click()
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code", exact=True).fill(code_of(secret, later=-1))
    page.get_by_role("button", name="Use this app from now on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    expect(page.locator(".codes code")).to_have_count(10)
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    sign_in(page, "amina@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.get_by_label("Code", exact=True).fill("000 000")
    page.locator("main").get_by_role("button", name="Sign in").first.click()
    expect(page.get_by_role("alert")).to_contain_text("This is not right")
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    page.locator("main").get_by_role("button", name="Sign in").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your projects")
    assert len(codes) == 10


def test_a_passkey_is_made_named_used_instead_of_the_password_and_removed(amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    sign_in(page, "amina@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your projects")

    page.goto("/accounts/passkeys/new/")
    page.get_by_label("What to call it").fill("Work laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/accounts/passkeys/new/")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("This device holds a passkey of yours already.")).to_be_visible()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your projects")
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    sign_in(page, "amina@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your projects")
    page.goto("/accounts/passkeys/again/?next=/accounts/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    page.goto("/accounts/second-step/")
    page.get_by_role("link", name="Rename Work laptop").click()
    page.get_by_label("What to call it").fill("Old laptop")
    page.get_by_role("button", name="Keep this name").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    page.get_by_role("button", name="Remove it").click()

    expect(page.get_by_role("alert").filter(has_text="The passkey is removed.")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_without_javascript_a_passkey_page_says_what_works_instead(amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina, script=False)

    page.goto("/accounts/passkeys/new/")

    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
