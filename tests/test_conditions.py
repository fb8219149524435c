"""What helps and what gets in the way: everyone for themselves, then the team; words, never numbers."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from journey.conditions import conditions_of
from journey.models import ConditionRating, ConditionView, Project, User
from journey.models.condition import AgreedMeanwhile, Leaning, Reading
from journey.review.compose import compose
from journey.review.document import ReviewDocument
from journey.review.pdf import pdf
from tests.conftest import member_of
from tests.pdf_reader import read
from tests.test_queries import counts

type ClientOf = Callable[[User], Client]


def words(page: Any) -> str:
    """What someone reads of a page, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def rate(client: Client, project: Project, **said: str) -> Any:
    """Send the page of all conditions, `c1_leaning` and the like filled in."""
    form = {name.replace("_", "-"): value for name, value in said.items()}
    return client.post(project.address("conditions-rate"), form, follow=True)


def agree(client: Client, project: Project, key: str, **said: str) -> Any:
    return client.post(project.address("condition-agree", key), {f"team-{name}": value for name, value in said.items()}, follow=True)


def fill(project: Project, people: list[User], times: int = 5) -> None:
    """Every condition rated so many times by each of these, and agreed as often."""
    leanings = list(Leaning)
    for time in range(times):
        for nth, user in enumerate(people):
            words = ("partly", f"Help {time}.", f"Hindrance {time}.")
            said = {one.key: Reading(leanings[(place + nth + time) % 7], *words) for place, one in enumerate(project.map.conditions)}
            project.rate_conditions(said, by=user)
        for place, condition in enumerate(project.map.conditions):
            seen = project.condition_views.filter(key=condition.key).count()
            agreed = Reading(leanings[(place + time) % 5], "directly", "The sponsor asks.", "Two systems.", "We differed.", "better" if seen else "")
            project.agree_condition(condition.key, agreed, by=people[0], seen=seen)


def said_again(rows: Any, of_each: int, times: int) -> None:
    """Each row so many times more, numbered on; `of_each` are there of each condition."""
    first = list(rows.all())
    for _again in range(times):
        for one in first:
            one.pk, one.number = None, one.number + of_each
        rows.bulk_create(first)


def test_the_page_asks_of_five_first_one_of_each_cluster_and_opens_each_cluster_for_its_others(
    project: Project, amina: User, client_of: ClientOf
) -> None:
    page = client_of(amina).get(project.address("conditions-rate")).content.decode()

    clusters = page.split('<section aria-labelledby="')[1:]
    before = [re.findall(r"<h3>([^<]+)</h3>", cluster.split("<details")[0]) for cluster in clusters]
    behind = [len(re.findall(r"<h3>", cluster.split("<details")[1])) for cluster in clusters]
    assert before == [
        ["Shared sense of need"],
        ["Workforce stability and energy"],
        ["Clarity of the model"],
        ["Trust and safety to experiment"],
        ["National policy and law"],
    ]
    assert behind == [3, 3, 3, 3, 3]
    assert "<details open" not in page


def test_what_is_true_of_every_text_is_said_once_where_many_are_asked_and_in_its_place_where_one_is(
    project: Project, amina: User, client_of: ClientOf
) -> None:
    client = client_of(amina)

    page = client.get(project.address("conditions-rate")).content.decode()
    alone = client.get(project.address("condition", "c1")).content.decode()

    boxes = re.findall(r"<textarea[^>]*>", page)
    assert (len(boxes), page.count("could identify a child or family")) == (40, 1)
    assert [box for box in boxes if 'aria-describedby="texts-hint ' not in box] == []
    assert alone.count("could identify a child or family") == len(re.findall("<textarea", alone))


def test_a_rating_keeps_who_their_job_the_day_and_the_main_stage_and_a_later_one_leaves_it_as_it_was(
    project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    client = client_of(tom)
    rate(client, project, c5_leaning="impeding", c5_influence="partly", c5_hinders="Two posts are empty.")
    project.move_to("designing", by=amina, reason="It was time.")

    rate(client, project, c5_leaning="enabling", c5_helps="Both are filled.", c5_hinders="")

    said = [(r.number, r.leaning, r.influence, r.helps, r.hinders, r.stage, r.job, r.by, r.day) for r in project.condition_ratings.all()]
    today = timezone.localdate()
    assert said == [
        (1, "impeding", "partly", "", "Two posts are empty.", "mobilising", "Practice lead", tom, today),
        (2, "enabling", "", "Both are filled.", "", "designing", "Practice lead", tom, today),
    ]
    page = words(client.get(project.address("condition", "c5")))
    assert "Practice lead: enabling." in words(client.get(project.address("conditions")))
    assert "Two posts are empty." in page.split("What they said before")[1]


def test_what_is_left_out_of_the_page_of_all_is_not_rated_and_a_press_twice_is_once(project: Project, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    nothing = rate(client, project)
    for _ in range(2):
        kept = rate(client, project, c1_leaning="enabling", c2_leaning="not-sure")

    assert "Nothing was changed." in words(nothing)
    assert "Nothing was changed." in words(kept)
    assert list(project.condition_ratings.values_list("key", "leaning")) == [("c1", "enabling"), ("c2", "not-sure")]


def test_words_without_a_choice_are_refused_kept_in_their_box_and_the_cluster_stands_open(project: Project, amina: User, client_of: ClientOf) -> None:
    reply = rate(client_of(amina), project, c1_leaning="enabling", c7_hinders="The grant ends in March.", c8_leaning="five")

    page = reply.content.decode()
    assert (reply.status_code, project.condition_ratings.count()) == (422, 0)
    assert "The grant ends in March.</textarea>" in page
    assert re.search(r'value="enabling"[^>]* checked', page)
    assert page.count("<details") - page.count('<details class="more-conditions">') == 1
    assert "<title>Error: " in page
    assert [re.sub(r":.*", "", said) for said in re.findall(r'<li><a href="#id_c\d+-leaning[^"]*">([^<]+)</a>', page)] == [
        "Money and protected time",
        "Data and evaluation capacity",
    ]


def test_what_is_too_long_is_refused_and_kept_in_its_box(project: Project, amina: User, client_of: ClientOf) -> None:
    long = "a" * 1001

    reply = agree(client_of(amina), project, "c1", leaning="enabling", helps=long)

    assert (reply.status_code, project.condition_views.count()) == (422, 0)
    assert f"{long}</textarea>" in reply.content.decode()


def test_the_team_agrees_with_a_trend_since_the_last_time_and_what_was_agreed_before_stays(
    project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    client = client_of(amina)
    project.memberships.filter(user=amina).update(job="Service Director")
    for who, leaning in ((tom, "impeding"), (amina, "enabling")):
        project.rate_conditions({"c16": Reading(leaning)}, by=who)
    assert 'name="team-trend"' not in client.get(project.address("condition", "c16")).content.decode()
    agree(client, project, "c16", leaning="strongly-impeding", influence="directly", hinders="The form counts people only.", seen="0")

    agree(client, project, "c16", leaning="impeding", trend="better", influence="directly", note="Tom sees it daily.", seen="1")

    page = words(client.get(project.address("condition", "c16")))
    assert "Impeding, better than before." in page
    assert "Can we influence it? Directly." in page
    assert "Practice lead: impeding; Service Director: enabling." in page
    assert "The form counts people only." in page.split("What the team agreed before")[1]
    listed = words(client.get(project.address("conditions")))
    assert "Practice lead: impeding; Service Director: enabling." in listed


def test_two_who_agree_at_once_from_the_same_state_both_find_their_words(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    agree(client_of(tom), project, "c5", leaning="enabling", helps="Tom’s words.", seen="0")

    reply = agree(client_of(amina), project, "c5", leaning="impeding", hinders="Amina’s words.", seen="0")

    page = reply.content.decode()
    assert (reply.status_code, project.condition_views.count()) == (409, 1)
    assert "Amina’s words.</textarea>" in page
    assert "Tom’s words." in page.split('class="texts"')[1]
    assert 'name="team-seen" value="1"' in page
    agree(client_of(amina), project, "c5", leaning="impeding", hinders="Amina’s words.", seen="1")
    assert [(view.leaning, view.helps, view.hinders) for view in project.condition_views.all()] == [
        ("enabling", "Tom’s words.", ""),
        ("impeding", "", "Amina’s words."),
    ]


def test_to_write_down_the_same_as_someone_else_is_no_clash(project: Project, amina: User, tom: User) -> None:
    first = project.agree_condition("c1", Reading("enabling", "partly"), by=tom, seen=0)

    again = project.agree_condition("c1", Reading("enabling", "partly"), by=amina, seen=0)

    assert (again, project.condition_views.count()) == (first, 1)
    with pytest.raises(AgreedMeanwhile):
        project.agree_condition("c1", Reading("impeding"), by=amina, seen=0)


def test_nothing_is_counted_averaged_or_turned_into_a_number(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    fill(project, [amina, tom], times=2)
    client = client_of(amina)

    pages = [words(client.get(address)) for address in (project.address("conditions"), project.address("condition", "c1"))]

    for page in pages:
        assert not re.search(r"(?i)average|total|score|per cent|%|\d+ (of|out of) \d+", page)


def test_the_drawing_says_its_words_and_the_list_says_the_same(project: Project, amina: User, client_of: ClientOf) -> None:
    for key, leaning in (("c1", "strongly-enabling"), ("c5", "strongly-impeding"), ("c9", "neutral"), ("c13", "not-sure"), ("c17", "impeding")):
        project.agree_condition(key, Reading(leaning), by=amina, seen=0)

    page = client_of(amina).get(project.address("conditions")).content.decode()

    across, down = re.findall(r'<svg class="leanings.*?</svg>', page, re.DOTALL)
    assert re.findall(r'class="leaning-name"[^>]*>([^<]+)<', across) == [
        "Workforce stability and energy",
        "National policy and law",
        "Clarity of the model",
        "Shared sense of need",
    ]
    assert re.findall(r'class="leaning-words"[^>]*>([^<]+)<', down) == ["Strongly impeding", "Impeding", "Neutral or mixed", "Strongly enabling"]
    assert "Workforce stability and energy: strongly impeding; National policy and law: impeding;" in across.split("</title>")[0]
    assert "Not sure." in words(client_of(amina).get(project.address("conditions"))).split("Trust and safety to experiment")[-1]


def test_those_that_hinder_and_can_be_influenced_stand_first(project: Project, amina: User) -> None:
    said = {"c1": ("impeding", "not"), "c5": ("impeding", "partly"), "c7": ("strongly-impeding", "directly"), "c9": ("enabling", "directly")}
    for key, (leaning, influence) in said.items():
        project.agree_condition(key, Reading(leaning, influence), by=amina, seen=0)

    told = conditions_of(project)

    assert [one.condition.key for one in told.wanting_action] == ["c7", "c5"]
    assert [one.condition.key for one in told.hindering] == ["c7", "c1", "c5"]
    assert [one.condition.key for one in told.helping] == ["c9"]


def test_a_warning_stands_by_what_looks_like_personal_data_for_those_who_can_mend_it(
    project: Project, tom: User, leila: User, client_of: ClientOf
) -> None:
    project.rate_conditions({"c1": Reading("impeding", hinders="The family at LS6 3HN waits.")}, by=tom)

    pages = [words(client_of(user).get(project.address("condition", "c1"))) for user in (tom, leila)]

    assert ["This may identify a child or family: a postcode" in page for page in pages] == [True, False]
    assert ["How it looks to you" in page for page in pages] == [True, False]


def test_the_log_says_who_rated_and_who_wrote_down_what_was_agreed(project: Project, amina: User, client_of: ClientOf) -> None:
    project.rate_conditions({"c1": Reading("enabling")}, by=amina)
    project.agree_condition("c1", Reading("enabling"), by=amina, seen=0)

    page = words(client_of(amina).get(project.address("log") + "?kind=decision"))

    assert "said for themselves whether this helps or hinders: Shared sense of need" in page
    assert "wrote down what the team agrees of what helps or hinders: Shared sense of need" in page


def test_the_database_refuses_what_it_does_not_know(project: Project, amina: User) -> None:
    row = {"project": project, "key": "c1", "number": 1, "leaning": "enabling", "day": timezone.localdate(), "by": amina}
    ConditionRating.objects.create(**row)

    wrongs: list[tuple[Any, dict[str, object]]] = [
        (ConditionRating, {}),
        (ConditionRating, {"number": 2, "leaning": "4"}),
        (ConditionRating, {"number": 2, "influence": "much"}),
        (ConditionRating, {"number": 2, "helps": "a" * 1001}),
        (ConditionView, {"trend": "better"}),
        (ConditionView, {"number": 2, "trend": "up"}),
        (ConditionView, {"note": "a" * 1001}),
    ]
    for model, wrong in wrongs:
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**(row | wrong))


def test_pages_ask_the_same_with_nothing_said_and_with_twenty_rated_five_times_by_four(project: Project, amina: User, client_of: ClientOf) -> None:
    expected = {"conditions/": 5, "conditions/rate/": 5, "conditions/c1/": 6}
    assert counts(client_of, amina, project, expected) == expected

    people = [amina, *(member_of(project, f"{name} Reid", "editor", job) for name, job in (("Tom", "Practice lead"), ("Zoe", ""), ("Mo", "")))]
    fill(project, people, times=1)
    for rows, of_each in ((project.condition_ratings, 4), (project.condition_views, 1)):
        said_again(rows, of_each, times=4)
    project.condition_ratings.update(day=timezone.localdate() - timedelta(days=9))

    assert (project.condition_ratings.count(), project.condition_views.count()) == (400, 100)
    assert counts(client_of, amina, project, expected) == expected


def test_the_page_of_a_stage_names_what_was_agreed_while_it_was_the_main_one_and_what_gets_in_the_way_now(
    project: Project, amina: User, client_of: ClientOf
) -> None:
    project.agree_condition("c1", Reading("enabling"), by=amina, seen=0)
    project.agree_condition("c7", Reading("impeding"), by=amina, seen=0)
    project.move_to("designing", by=amina, reason="It was time.")
    project.agree_condition("c1", Reading("neutral", trend="worse"), by=amina, seen=1)
    client = client_of(amina)

    def told(stage: str) -> str:
        return (
            words(client.get(project.address("stage", stage)))
            .replace(" :", ":")
            .split("The plan for this stage")[-1]
            .split("All conditions that help or hinder")[0]
        )

    today = f"{timezone.localdate():%-d %B %Y}"
    then = f"Agreed while this was the main stage: Shared sense of need: enabling, {today} Money and protected time: impeding, {today}"
    assert told("mobilising").endswith(f"{then} ")
    assert "Gets in the way now: Money and protected time: impeding" in told("designing")
    assert f"Shared sense of need: neutral or mixed, {today}" in told("designing")
    assert "Nothing agreed at this stage yet." in told("growing")


def test_the_review_holds_every_agreed_condition_with_its_spread_and_page_one_can_name_three_each_way(
    project: Project, amina: User, tom: User
) -> None:
    fill(project, [amina, tom], times=2)
    document = compose(project)
    edition = project.map

    paper = read(pdf(document))

    assert [one.name for one in document.conditions] == [condition.name for condition in edition.conditions]
    for one in document.conditions:
        assert f"{one.name}: {one.words.lower()}." in paper.text
        assert f"As people said for themselves: {one.spread}." in paper.text
    assert (len(document.hindering), len(document.helping)) == (3, 3)
    assert [one.leaning for one in document.conditions if one.name in document.hindering] == ["strongly-impeding"] * 3
    figure = next(words for words in paper.alternatives if words.startswith("What helps and what gets in the way"))
    assert all(condition.name in figure for condition in edition.conditions)


def test_a_review_made_before_there_were_conditions_is_still_read(project: Project, client: Client) -> None:
    kept = compose(project).model_dump(mode="json")
    del kept["conditions"]

    document = ReviewDocument.model_validate(kept)

    assert (document.conditions, document.hindering, document.helping) == ((), (), ())


def test_what_was_not_agreed_is_in_no_review(project: Project, amina: User) -> None:
    project.rate_conditions({"c1": Reading("impeding", hinders="For the team alone.")}, by=amina)

    document = compose(project)

    assert document.conditions == ()
    assert "For the team alone." not in document.model_dump_json()


def test_each_sample_has_differing_readings_and_one_that_was_agreed_again_with_a_trend(samples: list[Project], client: Client) -> None:
    for sample in samples:
        told = conditions_of(sample)

        assert any(len({rating.leaning for rating in one.newest}) > 1 for one in told.all)
        assert any(one.now and one.now.trend for one in told.all)
        assert told.hindering
        assert told.helping
        assert any(one.ratings and not one.views for one in told.all)
    page = words(client.get("/samples/safer-places/conditions/c16/"))
    assert "Impeding, better than before." in page
    assert "Practice lead, Farrowdale Council: impeding; Head of Adolescent Safeguarding, Farrowdale Council: impeding;" in page
    assert "Main stage then: Developing" in page


def test_an_action_comes_of_a_condition_that_hinders_and_can_be_influenced_and_stands_beside_it(
    project: Project, amina: User, leila: User, client_of: ClientOf
) -> None:
    client = client_of(amina)
    for key, said in (("c7", Reading("impeding", "partly")), ("c9", Reading("impeding", "not"))):
        project.agree_condition(key, said, by=amina, seen=0)
    add = f"{project.address('action-new')}?condition=c7"

    pages = {
        page: client.get(page).content.decode()
        for page in (project.address("conditions"), project.address("condition", "c7"), project.address("plan"))
    }
    client.post(add, {"text": "Ask the council for two hours a week."})

    assert [add in page for page in pages.values()] == [True] * 3
    assert all("?condition=c9" not in page for page in pages.values())
    assert add not in client_of(leila).get(project.address("conditions")).content.decode()
    assert "Ask the council for two hours a week. Open" in words(client.get(project.address("condition", "c7")))
    assert project.address("condition", "c7") in client.get(project.address("plan")).content.decode().split('id="conditions"')[0]
