"""What the staff of the organisation that runs a copy may do with accounts, and what they may not see."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from journey.models import Project, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.usefixtures("fresh_limits")

type ClientOf = Callable[[User], Client]


@pytest.fixture
def rhian(db: None) -> User:
    """Looks after this copy."""
    return User.objects.create_superuser("rhian@example.org", PASSWORD, name="Rhian Parry")


def page_of(user: User) -> str:
    return f"/site/accounts/{user.code}/"


def text(reply: object) -> str:
    return " ".join(reply.content.decode().split())  # type: ignore[attr-defined]  # the test client's reply


def test_the_list_tells_of_each_account_what_staff_need(rhian: User, amina: User, owen: User, samples: list[Project], client: Client) -> None:
    owen.confirm_email()
    owen.close(by=rhian)
    client.force_login(rhian)

    page = text(client.get("/site/accounts/"))

    rows = [re.sub("<[^>]+>", "|", row) for row in re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", page)]
    told = [[cell for cell in row.split("|") if cell.strip()] for row in rows]
    assert [[row[0], row[1], row[2], row[5]] for row in told] == [
        ["Amina Rahman", "amina@example.org", "Not yet", "Open"],
        ["Owen Pryce", "owen@example.org", "Yes", "Closed"],
        ["Rhian Parry", "rhian@example.org", "Yes", "Open"],
    ]
    assert [row[4] == "Never" for row in told] == [True, True, False]
    assert "3 accounts" in page


@pytest.mark.parametrize(("asked", "found"), [("AMINA", ["Amina Rahman"]), ("owen@", ["Owen Pryce"]), ("zzz", []), ("%", [])])
def test_an_account_is_found_by_name_or_email(asked: str, found: list[str], rhian: User, amina: User, owen: User, client_of: ClientOf) -> None:
    page = text(client_of(rhian).get("/site/accounts/", {"q": asked}))

    assert re.findall(r"<th scope=\"row\"><a [^>]+>(.*?)</a>", page) == found


def test_fifty_accounts_stand_on_a_page_and_a_search_is_kept_from_page_to_page(rhian: User, client_of: ClientOf) -> None:
    for number in range(60):
        User.objects.create_user(f"p{number}@example.org", name=f"Person {number:02}")
    client = client_of(rhian)

    first, second = (text(client.get("/site/accounts/", {"q": "person", "page": number})) for number in (1, 2))

    assert [page.count('<th scope="row">') for page in (first, second)] == [50, 10]
    assert "?q=person&amp;page=2" in first
    assert "Page 2 of 2" in second
    assert client.get("/site/accounts/", {"page": "99999"}).status_code == 200


def test_the_list_asks_the_database_the_same_at_one_and_at_three(
    rhian: User, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(rhian)

    with django_assert_num_queries(4):
        client.get("/site/accounts/")
    for number in range(2):
        User.objects.create_user(f"p{number}@example.org", name="Person")

    with django_assert_num_queries(4):
        client.get("/site/accounts/")


def test_an_account_made_for_someone_is_theirs_once_they_used_the_link(rhian: User, client_of: ClientOf) -> None:
    client = client_of(rhian)

    made = client.post("/site/accounts/new/", {"name": "Tom Reid", "email": "Tom@Juniper.example"}, follow=True)
    tom = User.objects.get(email="tom@juniper.example")
    assert "tom@juniper.example gets a link to choose a password." in text(made)
    assert "Not yet: nobody can sign in with it before" in text(made)
    assert (tom.name, tom.has_usable_password(), tom.is_staff) == ("Tom Reid", False, False)
    assert [(message.to, message.subject) for message in mail.outbox] == [(["tom@juniper.example"], "Your account at the Innovation Journey Planner")]

    address = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert address is not None
    his = Client()
    Client().get(address[1], follow=True)
    form = his.get(address[1], follow=True)
    assert not EmailAddress.objects.get(user=tom).verified
    his.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    assert his.post("/accounts/login/", {"login": tom.email, "password": PASSWORD})["Location"] == "/projects/"


@pytest.mark.parametrize("email", ["amina@example.org", "AMINA@example.org", ""])
def test_an_account_is_not_made_twice_nor_without_an_email(email: str, rhian: User, amina: User, client_of: ClientOf) -> None:
    reply = client_of(rhian).post("/site/accounts/new/", {"name": "Amina", "email": email})

    assert reply.status_code == 422
    assert "Error:" in text(reply)
    assert (User.objects.count(), mail.outbox) == (2, [])


def test_closing_an_account_ends_its_sessions_for_good_and_opening_it_lets_sign_in(rhian: User, amina: User, owen: User, client_of: ClientOf) -> None:
    amina.confirm_email()
    hers, his = client_of(amina), client_of(owen)
    signed = Client()
    signed.post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    staff = client_of(rhian)

    staff.post(page_of(amina), {"do": "close"})

    assert [client.get("/projects/").status_code for client in (hers, signed, his)] == [302, 302, 200]
    shut = Client().post("/accounts/login/", {"login": amina.email, "password": PASSWORD})
    assert shut["Location"] == "/accounts/inactive/"
    assert "Closed: nobody can sign in with it" in text(staff.get(page_of(amina)))

    staff.post(page_of(amina), {"do": "open"})

    assert [client.get("/projects/").status_code for client in (hers, signed)] == [302, 302]
    assert Client().post("/accounts/login/", {"login": amina.email, "password": PASSWORD})["Location"] == "/projects/"


def test_staff_do_not_close_themselves(rhian: User, client_of: ClientOf) -> None:
    client = client_of(rhian)

    page = text(client.get(page_of(rhian)))
    client.post(page_of(rhian), {"do": "close"})

    assert "Close the account" not in page
    rhian.refresh_from_db()
    assert rhian.is_active
    with pytest.raises(ValueError, match="their own"):
        rhian.close(by=rhian)


def test_the_people_of_a_sample_are_no_accounts(rhian: User, samples: list[Project], client_of: ClientOf) -> None:
    made_up = User.objects.filter(email=None).first()
    assert made_up is not None

    assert client_of(rhian).get(page_of(made_up)).status_code == 404


@pytest.mark.parametrize("method", ["get", "post", "put"])
@pytest.mark.parametrize("page", ["", "new/", "{code}/"])
def test_anyone_else_meets_the_page_of_what_is_not_there(page: str, method: str, rhian: User, amina: User, client_of: ClientOf) -> None:
    client = client_of(amina)

    here = getattr(client, method)("/site/accounts/" + page.format(code=rhian.code), {"do": "close"})
    nowhere = getattr(client, method)("/site/nothing/" + page.format(code=rhian.code), {"do": "close"})

    for reply in (here, nowhere):
        del reply["X-Request-ID"]
    assert (here.status_code, here.content, dict(here.items())) == (404, nowhere.content, dict(nowhere.items()))


def test_only_staff_are_led_to_the_accounts(rhian: User, amina: User, client_of: ClientOf) -> None:
    assert 'href="/site/accounts/"' in text(client_of(rhian).get("/projects/"))
    assert 'href="/site/accounts/"' not in text(client_of(amina).get("/projects/"))


def test_staff_reach_no_project_by_being_staff(rhian: User, project: Project, client_of: ClientOf) -> None:
    client = client_of(rhian)

    assert [client.get(project.address(page)).status_code for page in ("", "journey", "review")] == [404, 404, 404]
    assert "Family Circle" not in text(client.get("/projects/"))
    assert "Family Circle" not in text(client.get(page_of(User.objects.get(email="amina@example.org"))))
