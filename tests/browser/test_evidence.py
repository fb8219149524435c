"""Evidence, from an answer to the review, with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from journey.models import Answer, Described, Project, User

type OpenBrowser = Callable[..., Page]
QUESTION = "What is not working now, and how do we know?"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_an_answer_rests_on_evidence_that_is_added_cited_and_read_in_the_review(
    project: Project, amina: User, open_browser: OpenBrowser, script: bool
) -> None:
    project.answer("mob-1", "Support stopped at the court order.", by=amina, seen=0)
    project.add_evidence(Described("Figures of the council", "data"), by=amina)
    page = open_browser(amina, script=script)

    page.goto(project.address("stage", "mobilising"))
    page.locator("#mob-1").get_by_role("link", name="Add evidence").click()
    expect(page.locator(".lead")).to_contain_text(QUESTION)
    page.get_by_label("What is it called?").fill("Talks with carers")
    page.get_by_label("What kind of evidence is it?").select_option("Survey or interviews")
    page.get_by_label("Which day is it from?").fill("2023-01-17")
    page.get_by_label("Where is it held?").fill("Shared drive, Listening")
    page.get_by_label("A link to it").fill("juniper.example")
    page.get_by_label("What does it show?").fill("They were thanked and then forgotten.")
    page.get_by_role("button", name="Add and cite it").click()
    expect(page.locator(".problem")).to_contain_text("Write the link in full")
    expect(page.get_by_label("What does it show?")).to_have_value("They were thanked and then forgotten.")
    page.get_by_label("A link to it").fill("https://juniper.example/talks")
    page.get_by_role("button", name="Add and cite it").click()

    expect(page.locator("main .said")).to_be_in_viewport()
    labels = page.locator("#mob-1 .evidence li")
    expect(labels).to_have_text(["Survey or interviews: Talks with carers, 17 January 2023"])
    page.locator("#mob-1").get_by_role("link", name="Cite evidence").click()
    expect(page.get_by_label("Talks with carers")).to_have_count(0)
    page.get_by_label("Figures of the council (Service data)").check()
    page.get_by_role("button", name="Cite these").click()
    expect(labels).to_have_text(["Survey or interviews: Talks with carers, 17 January 2023", "Service data: Figures of the council"])

    labels.first.get_by_role("link").click()
    item = page.locator(".item:target")
    expect(item).to_contain_text("Held: Shared drive, Listening")
    expect(item.get_by_role("link", name="https://juniper.example/talks")).to_have_attribute("href", "https://juniper.example/talks")
    item.get_by_role("link", name="Mobilising, question 1").click()
    expect(page.locator("#mob-1")).to_contain_text("Support stopped at the court order.")

    page.get_by_role("link", name="Reviews", exact=True).click()
    page.get_by_role("link", name="Read the review as it stands today").click()
    expect(page.locator(".review .question")).to_contain_text("Rests on: Talks with carers (Survey or interviews, 17 January 2023)")
    expect(page.locator(".review .sources li")).to_contain_text(["Held: Shared drive, Listening", "Figures of the council"])

    page.goto(project.address("answer-evidence", "mob-1"))
    page.get_by_role("button", name="Take it off Figures of the council").click()
    expect(page.locator("main .said")).to_contain_text("The answer no longer cites “Figures of the council”.")
    expect(page.get_by_label("Figures of the council (Service data)")).to_be_visible()


def test_a_label_stays_beside_an_answer_that_is_saved_while_one_types(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    project.add_evidence(Described("Figures of the council", "data"), by=amina, answer=project.answers.of(project, "mob-1"))
    page = open_browser(amina)
    page.goto(project.address("stage", "mobilising"))

    page.get_by_label(f"Your answer: {QUESTION}").fill("Support stopped.")

    expect(page.locator("#saved-mob-1")).to_contain_text("Saved at ")
    expect(page.locator("#mob-1 .evidence")).to_contain_text("Figures of the council")
    assert (Answer.objects.get().text, Answer.objects.get().citations.count()) == ("Support stopped.", 1)
