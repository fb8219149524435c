"""People on a project in the browser, with JavaScript and without it."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from journey.models import Answer, Invitation, Project, User
from journey.models.decision import Deliberation
from tests.browser.test_journey import SCRIPT
from tests.conftest import PASSWORD

type OpenBrowser = Callable[..., Page]
BOX = "Your answer: What is not working now, and how do we know?"


@SCRIPT
def test_amina_invites_tom_and_leila_and_tom_joins(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(amina, script=script)
    page.goto(project.address())
    page.get_by_role("link", name="People", exact=True).click()
    for email, role, job in (("tom@brackenshire.example", "Editor", "Practice lead, Brackenshire"), ("leila@example.org", "Commenter", "Evaluation")):
        page.get_by_role("link", name="Invite someone").click()
        page.get_by_label("Their work email").fill(email)
        page.get_by_label(f"{role}:").check()
        page.get_by_label("What is their job in it?").fill(job)
        page.get_by_label("Which organisation are they from?").select_option("Brackenshire County Council")
        page.get_by_role("button", name="Send the invitation").click()
        expect(page.locator("main .said")).to_contain_text(f"An invitation is on its way to {email}.")
    row = page.get_by_role("row").filter(has_text="tom@brackenshire.example")
    expect(row).to_contain_text("Invited, expires ")
    expect(row).to_contain_text("Brackenshire County Council")
    expect(row).to_contain_text("Practice lead, Brackenshire")
    expect(row).to_contain_text("Editor")

    row.get_by_role("button", name="Send again").click()
    expect(page.locator("main .said")).to_contain_text("An invitation is on its way to tom@brackenshire.example.")
    page.get_by_role("row").filter(has_text="leila@example.org").get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("row").filter(has_text="leila@example.org")).to_have_count(0)

    tom = open_browser(script=script)
    link = Invitation.objects.get(email="tom@brackenshire.example").get_absolute_url()
    assert link in str(mail.outbox[-1].body)
    for _ in range(2):
        tom.goto(link)
    expect(tom.get_by_role("heading", level=1)).to_have_text("You are invited to Family Circle")
    tom.get_by_role("button", name="Make an account to accept").click()
    expect(tom.get_by_label("Work email")).to_have_value("tom@brackenshire.example")
    tom.get_by_label("Your name").fill("Tom Reid")
    tom.get_by_label("Password", exact=True).fill(PASSWORD)
    tom.get_by_role("button", name="Make the account").click()
    tom.get_by_role("button", name="Accept").click()
    expect(tom.locator("main .said")).to_have_text("You are in Family Circle now.")
    tom.goto(link)
    expect(tom.get_by_role("heading", level=1)).to_have_text("This invitation was accepted")

    page.get_by_role("link", name="Log", exact=True).click()
    expect(page.locator("ol.rows li").first).to_contain_text("Tom Reid joined as Editor")


@SCRIPT
def test_nobody_removes_the_last_owner(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    page = open_browser(amina, script=script)

    page.goto(project.address("people"))
    page.get_by_role("link", name="Leave", exact=True).click()
    page.get_by_role("button", name="Leave the project").click()

    expect(page.get_by_role("alert")).to_contain_text("You are the only owner.")
    expect(page).to_have_title(re.compile("^Error: "))
    assert project.memberships.current().count() == 1


@SCRIPT
def test_who_is_removed_while_writing_is_told_why_and_keeps_the_text(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    tom = User.objects.create_user("tom@example.org", PASSWORD, name="Tom Reid")
    part = project.memberships.create(user=tom, role="editor")
    project.answer("mob-2", "Written before.", by=tom, seen=0)
    page = open_browser(tom, script=script)
    page.goto(project.address("stage", "mobilising"))
    part.end(by=amina)

    page.get_by_label(BOX).fill("Typed while it happened.")
    if script:
        status = page.locator("#saved-mob-1")
        expect(status).to_contain_text("Not saved. Your text is still here: copy it. Your part in Family Circle ended")
        expect(page.get_by_label(BOX)).to_have_value("Typed while it happened.")
    else:
        page.locator("#form-mob-1").get_by_role("button", name="Save").click()
        expect(page.locator("main")).to_contain_text("Your part in Family Circle ended")
        expect(page.get_by_label("Your text")).to_have_value("Typed while it happened.")

    assert [str(answer.changed_by) for answer in Answer.objects.all()] == ["Tom Reid"]
    response = page.request.get(project.address("stage", "mobilising"))
    assert response.status == 404


@SCRIPT
def test_someone_with_no_part_who_guesses_addresses_finds_nothing(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    owen = User.objects.create_user("owen@example.org", PASSWORD, name="Owen Pryce")
    page = open_browser(owen, script=script)

    shown = set()
    for address in (project.address(), project.address("people"), project.address("log"), "/projects/00000000-0000-4000-8000-000000000000/"):
        page.goto(address)
        shown.add(page.content())

    assert len(shown) == 1
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    assert "Family Circle" not in page.content()


@SCRIPT
def test_who_deletes_their_account_is_a_former_member_in_every_record_and_decisions_keep_their_part(
    project: Project, amina: User, tom: User, open_browser: OpenBrowser, script: bool
) -> None:
    tom.confirm_email()
    project.answer("mob-1", "What Tom found.", by=tom, seen=0)
    project.decide("mobilising", Deliberation("stay", "It is too early."), by=tom)
    page = open_browser(tom, script=script)
    page.goto("/accounts/")
    page.get_by_role("link", name="Look at what is kept about you").click()
    page.get_by_role("link", name="Delete your account").click()
    expect(page.locator("main")).to_contain_text(
        "says “a former member” where your name stood; a decision keeps your job, or your role, in the project beside it"
    )
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Yes. I know that my account cannot be brought back.").check()
    page.get_by_role("button", name="Delete my account").click()
    expect(page.locator("main")).to_contain_text("Your account is deleted.")
    page.goto("/accounts/login/")
    page.get_by_label("Work email").fill(tom.email or "")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")

    hers = open_browser(amina, script=script)
    for address in (project.address("decision", project.decisions.get().pk), project.address("answer-history", "mob-1"), project.address("log")):
        hers.goto(address)
        expect(hers.locator("main")).to_contain_text(re.compile("a former member", re.IGNORECASE))
        expect(hers.locator("main")).not_to_contain_text("Tom Reid")
        if "decisions" in address:
            expect(hers.locator("main")).to_contain_text("Practice lead")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_lead_is_handed_over_and_the_project_goes_to_the_bin_and_back(
    project: Project, amina: User, open_browser: OpenBrowser, width: int
) -> None:
    tom = User.objects.create_user("tom@example.org", PASSWORD, name="Tom Reid")
    project.memberships.create(user=tom, role="editor")
    page, his = open_browser(amina, width=width), open_browser(tom, width=width)

    page.goto(project.address("people"))
    page.get_by_role("link", name="Hand over the lead Tom Reid").click()
    page.get_by_label("I become an editor").check()
    page.get_by_role("button", name="Ask Tom Reid").click()
    expect(page.locator("main")).to_contain_text("Tom Reid is asked to take the lead, until ")
    his.goto("/projects/")
    his.get_by_role("link", name="Will you lead Family Circle?").click()
    his.get_by_role("button", name="Take the lead").click()
    expect(his.locator("main .said")).to_have_text("You lead Family Circle now.")

    his.get_by_role("link", name="Details").click()
    his.get_by_role("link", name="Put the project in the bin").click()
    his.get_by_role("button", name="Put it in the bin").click()
    expect(his.locator("main")).to_contain_text("It can be taken out before ")
    his.get_by_role("button", name="Take it out Family Circle").click()
    expect(his.locator("main .said")).to_have_text("Family Circle is back, as it was.")
