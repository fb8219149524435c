"""A project read by theme: what it says about one thing in all stages."""

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

from journey.models import Project, User
from journey.overview import overview
from journey.themes import theme_facts
from tests.conftest import member_of

type ClientOf = Callable[[User], Client]


def read(client: Client, address: str) -> str:
    """The words of a page between its heading and its foot."""
    reply = client.get(address)
    assert reply.status_code == 200
    return unescape(" ".join(re.sub("<.*?>", " ", reply.content.decode().partition("<h1>")[2].partition("</main>")[0]).split()))


def on_voice(project: Project) -> list[str]:
    """The questions on children, young people and families, in order of the stages."""
    return [question.key for question in project.map.questions if question.theme == "voice"]


def test_a_theme_tells_what_is_said_in_order_of_the_stages_with_stage_day_and_who(project: Project, amina: User, client_of: ClientOf) -> None:
    tom = member_of(project, "Tom Reid", "editor")
    first, second, third = on_voice(project)[:3]
    project.answer(third, "A later stage.", by=amina, seen=0)
    project.answer(first, "Nine young people walked us round.", by=tom, seen=0, strength="early")
    other = next(question.key for question in project.map.questions if question.theme != "voice")
    project.answer(other, "Of another theme.", by=amina, seen=0)

    page = read(client_of(amina), project.address("theme", "voice"))

    said, _, unsaid = page.partition("Not answered yet")
    asked = {key: project.map.question(key).text for key in (first, second, third)}
    stage = {key: project.map.stage_of(key) for key in (first, second, third)}
    assert re.search(
        rf"{stage[first].name}, question \d+ {re.escape(asked[first])} Nine young people walked us round\. today at \d\d:\d\d Tom Reid "
        rf"How strong is the evidence\? Early signs {stage[third].name}, question \d+ {re.escape(asked[third])} A later stage\. "
        r"today at \d\d:\d\d Amina Rahman",
        said,
    )
    assert "Of another theme." not in page
    assert f"{stage[second].name} {asked[second]}" in unsaid
    assert asked[first] not in unsaid


def test_what_is_not_relevant_is_shown_as_such_with_its_reason(project: Project, amina: User, client_of: ClientOf) -> None:
    key = on_voice(project)[0]
    project.answer(key, "Set aside.", because="No children are met.", by=amina, seen=0)

    page = read(client_of(amina), project.address("theme", "voice"))

    assert "Not relevant, because: No children are met." in page
    assert "Set aside." not in page
    assert page.startswith(f"Children, young people and families 0 of {len(on_voice(project))} answered, 1 not relevant.")


def test_every_question_stands_under_one_theme_answered_or_not(project: Project, amina: User) -> None:
    for question in project.map.questions[::2]:
        project.answer(question.key, "Said.", by=amina, seen=0)

    told = [theme_facts(overview(project), theme) for theme in project.map.themes]

    said = [one.question.key for theme in told for one in theme.said]
    unsaid = [question.key for theme in told for _, questions in theme.unsaid for question in questions]
    assert sorted(said) == sorted(question.key for question in project.map.questions[::2])
    assert sorted(said + unsaid) == sorted(question.key for question in project.map.questions)


def test_the_list_of_themes_says_how_much_is_answered(project: Project, amina: User, client_of: ClientOf) -> None:
    project.answer(on_voice(project)[0], "Nine walked.", by=amina, seen=0)

    page = read(client_of(amina), project.address("themes"))

    assert f"Children, young people and families 1 of {len(on_voice(project))} answered Ethics, equity and safety 0 of " in page
    assert page.count(" answered") == 9


def test_a_theme_nobody_has_said_anything_on_lists_its_questions(project: Project, amina: User, client_of: ClientOf) -> None:
    page = read(client_of(amina), project.address("theme", "voice"))

    assert "No question on this theme is answered so far." in page
    assert all(project.map.question(key).text in page for key in on_voice(project))


def test_a_sample_can_be_read_by_theme_without_an_account(samples: list[Project], client: Client) -> None:
    sample = samples[0]

    assert client.get(sample.address("theme", "nothing")).status_code == 404
    assert "Children, young people and families" in read(client, sample.address("themes"))
    assert read(client, sample.address("theme", "voice")).startswith("Children, young people and families")


def test_the_overview_and_each_question_lead_to_the_themes(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    question = project.map.stage("mobilising").questions[0]

    assert f'href="{project.address("themes")}"' in client.get(project.address()).content.decode()
    assert f'href="{project.address("theme", question.theme)}"' in client.get(project.address("stage", "mobilising")).content.decode()
