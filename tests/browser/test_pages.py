"""Every address that the resolver lists, in its empty, filled and error states, at 1280 and 320 px: axe, and what axe does not see."""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import override_settings
from django.urls import get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Page, Response

from journey.models import (
    Assignment,
    CalendarFeed,
    Decision,
    Described,
    Evidence,
    Hazard,
    Membership,
    Preparation,
    Project,
    ReviewDay,
    SignOff,
    Task,
    Thread,
    User,
)
from journey.models.condition import Reading
from journey.models.decision import Deliberation, Terms
from journey.models.preparation import ReaderSaid
from journey.models.sign import Heard
from journey.models.standing import Parting
from journey.notices import stop_address
from journey.review import prints
from journey.review.freeze import freeze
from journey.review.redact import redact
from journey.samples.load import SAMPLES, copy_sample, load_samples
from journey.samples.sample import read_samples
from tests.conftest import PASSWORD, session_of
from tests.remembered import remembered
from tests.second_steps import give_app, give_passkey
from tests.test_conditions import fill
from tests.test_doors import patterns

type OpenBrowser = Callable[..., Page]
WIDTHS = (1280, 320)


@dataclass
class World:
    """Amina, who owns one project in which nothing is said and one that is full; the samples; browsers for her, a visitor and staff."""

    amina: User
    rhian: User
    empty: Project
    full: Project
    open_browser: OpenBrowser

    # A browser costs as much as a page or two, and most pages are looked at in one.
    @cached_property
    def hers(self) -> Page:
        return self.open_browser(self.amina, for_axe=True, kept="hers")

    @cached_property
    def visitors(self) -> Page:
        return self.open_browser(for_axe=True, kept="visitors")

    @cached_property
    def staffs(self) -> Page:
        return self.open_browser(self.rhian, for_axe=True, kept="staffs")

    def fill(self, page: Page, address: str, said: dict[str, str]) -> Response | None:
        """Send the form of a page with these values, without the script, so that the server's own answer is seen."""
        page.goto(address)
        for name, value in said.items():
            page.locator(f'main [name="{name}"]').first.evaluate("(field, value) => { field.value = value; }", value)
        with page.expect_navigation() as waiting:
            page.locator("main form").first.evaluate("form => form.submit()")
        return waiting.value


class Judged:
    """Colours, sizes and grounds of words that axe has found good in this run, whichever of its processes asked: a digest of each in one file."""

    def __init__(self, file: Path) -> None:
        self.file, self.known, self.read = file, set[str](), 0

    def new(self, looks: list[str]) -> list[str]:
        with self.file.open("a+b") as file:
            file.seek(self.read)
            told = file.read()
        whole = told.rfind(b"\n") + 1  # another process may be writing
        self.read += whole
        self.known |= set(told[:whole].decode("ascii").split())
        return [look for look in looks if self.digest(look) not in self.known]

    def add(self, looks: list[str]) -> None:
        with self.file.open("ab", buffering=0) as file:
            file.write("".join(f"{self.digest(look)}\n" for look in looks).encode("ascii"))

    @staticmethod
    def digest(look: str) -> str:
        return hashlib.sha256(look.encode()).hexdigest()


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    own = tmp_path_factory.getbasetemp()
    return Judged((own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "judged")


@pytest.fixture
def world(transactional_db: None, open_browser: OpenBrowser, amina: User) -> World:
    return World(*remembered("world of pages", lambda: make_world(amina), amina), open_browser)


def make_world(amina: User) -> tuple[User, User, Project, Project]:
    load_samples()
    empty = Project.objects.start(by=amina, name="Unplaced")
    copy_sample(next(sample for sample in read_samples() if sample.slug == "safer-places"), amina)
    owned = Project.objects.visible_to(amina)
    amina.confirm_email()
    rhian = User.objects.create_superuser("rhian@example.org", PASSWORD, name="Rhian Parry")
    return amina, rhian, owned.get(pk=empty.pk), owned.get(kind="practice")


def states(name: str, world: World) -> Iterator[tuple[str, Page]]:
    """Bring a page into each of its states in turn. An address that is not known here fails the suite."""
    empty, full = world.empty, world.full

    def plain(page: Page, *addresses: str) -> Iterator[tuple[str, Page]]:
        for address in addresses:
            page.goto(address)
            yield address, page

    def being_made(page: Page, address: str) -> Iterator[tuple[str, Page]]:
        """A file that is not there yet."""
        with override_settings(PDF_WAIT=0), pytest.MonkeyPatch.context() as patch:
            for name in ("read", "put", "keep_printing"):
                patch.setattr(prints, name, lambda *_: None)
            yield from plain(page, address)

    def wrong(page: Page, address: str, **said: str) -> Iterator[tuple[str, Page]]:
        world.fill(page, address, said)
        yield f"{address} with an error", page

    def of_project(page: str, *args: str) -> Iterator[tuple[str, Page]]:
        yield from plain(world.hers, empty.address(page, *args), full.address(page, *args))

    def clash() -> Iterator[tuple[str, Page]]:
        full.answer("mob-1", "Saved meanwhile.", by=world.amina, seen=full.answers.get(key="mob-1").version)
        yield from wrong(world.hers, full.address("answer", "mob-1"), text="Mine.", seen="1")

    def overtaken(address: str, **said: str) -> Iterator[tuple[str, Page]]:
        yield from wrong(world.hers, address, **said, seen="0")

    def closing() -> Iterator[tuple[str, Page]]:
        full.open_stage("growing", by=world.amina, reason="A second site asked.")
        yield from plain(world.hers, full.address("close", "growing"), full.address("stage", "growing"), full.address())
        yield from wrong(world.hers, full.address("close", "growing"), reason="")

    def a_preparation() -> Preparation:
        said = {"decision_wanted": "Agree that it goes on.", "status": "slower", "achieved_1": "Groups run.", "families": "Carers chose the times."}
        readers = (ReaderSaid("Dan Okafor, commissioner", "standard"), ReaderSaid("Priya Shah", "one-page", ("money",)))
        return Preparation.objects.open_of(full) or Preparation.objects.begin(full, said, readers, by=world.amina)

    def prepared(page: str) -> Iterator[tuple[str, Page]]:
        a_preparation()
        yield from plain(world.hers, full.address(page))

    def frozen(page: str, *args: str) -> Iterator[tuple[str, Page]]:
        now = a_preparation()
        freeze(now, by=world.amina, seen=now.version)
        yield from plain(world.hers, full.address(page, *args))

    def looked_at() -> Iterator[tuple[str, Page]]:
        """A second review is prepared: parts that nobody looked at, and one of which somebody said that it is still true."""
        now = a_preparation()
        if not full.reviews.exists():
            freeze(now, by=world.amina, seen=now.version)
        a_preparation()
        world.hers.goto(full.address("review-checks"))
        world.hers.get_by_role("button", name=re.compile("Still true ?: Achieved")).click()
        world.hers.wait_for_selector("#since")
        yield "a part is still true", world.hers

    def read_beside() -> Iterator[tuple[str, Page]]:
        a_preparation()
        world.hers.goto(full.address("review-prepare"))
        world.hers.get_by_role("button", name="Preview for Dan Okafor, commissioner").click()
        world.hers.wait_for_selector("#preview .review")
        yield "the preview of one reader", world.hers

    def told_of() -> Iterator[tuple[str, Page]]:
        """A correction, one of whose readers has no address."""
        now = Preparation.objects.open_of(full)
        if now is not None:
            now.put_away(by=world.amina)
        said = {"decision_wanted": "Agree.", "correction_because": "A slip."}
        made = Preparation.objects.begin(full, said, (), by=world.amina, corrects=full.reviews.get(major=1, minor=0))
        freeze(made, by=world.amina, seen=1)
        yield from plain(world.hers, full.address("review-kept", "1.1"))

    def flagged() -> Iterator[tuple[str, Page]]:
        full.answer("mob-1", "Ring 07700 900123.", by=world.amina, seen=full.answers.get(key="mob-1").version)
        full.answers.of(full, "mob-2").come_back("Ask the school.", by=world.amina)
        yield from plain(world.hers, full.address("review-checks"))
        world.hers.get_by_role("button", name="Keep this reason").click()
        world.hers.wait_for_selector(".field--wrong")
        yield "a reason that is not given", world.hers

    def signing_off() -> Iterator[tuple[str, Page]]:
        tom = another_member()
        asked = SignOff.objects.ask(a_preparation(), tom, by=world.amina)
        his = world.open_browser(tom.user, for_axe=True)
        yield from plain(his, asked.get_absolute_url())
        yield from plain(world.hers, asked.get_absolute_url(), full.address("review-checks"))
        yield from wrong(his, asked.get_absolute_url(), because="")
        asked.answer(agreed=False, because="The figures are old.", by=tom.user)
        yield from plain(world.hers, asked.get_absolute_url(), full.address("review-checks"))

    def own_day() -> Iterator[tuple[str, Page]]:
        ReviewDay.objects.add_day(full, full.today + timedelta(days=20), by=world.amina)
        ReviewDay.objects.skip(full, full.today + timedelta(days=40), because="The board does not meet.", by=world.amina)
        yield from plain(world.hers, full.address("review-days"))

    def redacted() -> Iterator[tuple[str, Page]]:
        redact(full.reviews.get(), "Carers chose", because="It names someone.", by=world.amina)
        yield from plain(world.hers, full.address("review-kept", "1"))

    def corrected() -> Iterator[tuple[str, Page]]:
        last = full.moves.order_by("number").last()
        assert last is not None
        full.set_move_aside(last.number, by=world.amina, why="It was another project.")
        full.correct_move(last.number, by=world.amina, why="It was this one after all.")
        made = full.open_stage("growing", by=world.amina, reason="Also.")
        full.set_move_aside(made.number, by=world.amina, why="It was another project.")
        yield from plain(world.hers, full.address("journey"), full.address("review"), full.address("correct", made.number))
        # Setting the placing aside would leave the moves after it without a beginning.
        world.hers.goto(full.address("correct", 1))
        world.hers.get_by_label("What was the mistake?").fill("A slip.")
        world.hers.get_by_role("button", name="It should not be there at all").click()
        world.hers.wait_for_selector(".problem")
        yield "a correction that does not fit", world.hers

    def many_moves() -> Iterator[tuple[str, Page]]:
        for number in range(34):
            keep = "Some work goes on." if number % 9 == 2 else ""
            full.move_to(("growing", "integrating", "designing")[number % 3], by=world.amina, reason="The work went there.", keep_open=keep)
        yield from plain(
            world.hers, full.address("journey"), full.address("journey") + "?stage=growing", full.address(), full.address("stage", "growing")
        )

    def from_mail() -> str:
        key = default_token_generator.make_token(world.amina)
        return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(world.amina), key])

    def invitation(email: str, page: Page, *, days: int = 14, **ended: object) -> Iterator[tuple[str, Page]]:
        made = full.invite(email, role="editor", by=world.amina, job="Practice lead")
        type(made).objects.filter(pk=made.pk).update(expires_at=timezone.now() + timedelta(days=days), **ended)
        yield from plain(page, made.get_absolute_url())

    def another_member() -> Membership:
        user = User.objects.create_user("tom@example.org", None, name="Tom Reid")
        return full.memberships.create(user=user, role="editor", job="Practice lead")

    def people() -> Iterator[tuple[str, Page]]:
        full.invite("new@brackenshire.example", role="viewer", by=world.amina)
        member, left = another_member(), User.objects.create_user("zoe@example.org", None, name="Zoe Marsh")
        full.memberships.create(user=left, role="viewer").end(by=world.amina)
        full.offer_lead(member, by=world.amina, afterwards="editor")
        yield from plain(world.hers, full.address("people"))

    def handover(ended: dict[str, object]) -> Iterator[tuple[str, Page]]:
        offer = full.offer_lead(full.memberships.filter(role="editor").first() or another_member(), by=world.amina, afterwards="editor")
        type(offer).objects.filter(pk=offer.pk).update(**ended)
        yield from plain(world.hers, offer.get_absolute_url())

    def log() -> Iterator[tuple[str, Page]]:
        full.answer("mob-1", "Again.", by=world.amina, seen=full.answers.get(key="mob-1").version)
        yield from plain(world.hers, full.address("log"), full.address("log") + "?kind=people&stage=growing", empty.address("log"))

    def refused() -> Iterator[tuple[str, Page]]:
        world.hers.goto(full.address("answer", "mob-1"))
        full.memberships.filter(user=world.amina).update(role="viewer")
        with world.hers.expect_navigation():
            world.hers.locator("main form").first.evaluate("form => form.submit()")
        yield "an answer refused", world.hers

    def sign_clash() -> Iterator[tuple[str, Page]]:
        world.hers.goto(full.address("signs", "developing"))
        stage = full.map.stage("developing")
        number = full.sign_readings.filter(key="dev-ready-1").count()
        full.read_signs(stage, {"dev-ready-1": Heard("not-yet", "Someone else’s.", number)}, by=world.amina)
        world.hers.locator('[name="reading-dev-ready-1"][value="partly"]').check()
        with world.hers.expect_navigation():
            world.hers.locator("main form").first.evaluate("form => form.submit()")
        yield "signs that someone else read meanwhile", world.hers

    def a_decision() -> Decision:
        terms = (Terms("Housing names someone.", full.memberships.get(user=world.amina), "and a deputy", timezone.localdate() - timedelta(days=3)),)
        said = Deliberation("pause", "No sponsor.", parties=(("Sponsor", 1),), details={"restart": "A sponsor."}, conditions=terms)
        made = full.decide("developing", said, by=world.amina)
        for state in ("met", "open"):
            made.conditions.get().settle(state, note="A note.", by=world.amina)
        return made

    def decisions() -> Iterator[tuple[str, Page]]:
        first = a_decision()
        yield from plain(world.hers, first.get_absolute_url())
        second = full.correct_decision(first, Deliberation("move-on", "A sponsor is there."), because="Wrong option.", by=world.amina)
        yield from plain(world.hers, first.get_absolute_url(), second.get_absolute_url(), full.address("decisions"), empty.address("decisions"))
        yield from plain(world.hers, full.address("decision-correct", first.pk))

    def new_decision() -> Iterator[tuple[str, Page]]:
        yield from of_project("decision-new", "developing")
        for option in ("pause", "go-back"):
            world.hers.locator(f'[name="option"][value="{option}"]').check()
            yield f"a decision to {option}", world.hers
        wrong_said = {"reason": "", "count_2": "0", "condition_2_due": "2027-03-01", "day": "2999-01-01", "detail-restart": "Money."}
        yield from wrong(world.hers, full.address("decision-new", "developing"), **wrong_said)

    def conditions() -> Iterator[tuple[str, Page]]:
        people = [world.amina, another_member().user]
        for number in range(2):
            user = User.objects.create_user(f"more{number}@example.org", None, name=f"A member with a rather long name {number}")
            full.memberships.create(user=user, role="editor", job="Senior youth worker and coordinator of the young advisers")
            people.append(user)
        fill(full, people, times=2)
        yield from plain(world.hers, full.address("conditions"), full.address("condition", "c7"), full.address("conditions-rate"))
        yield from plain(world.hers, full.address("review"), full.address("stage", "developing"), full.address("log"))

    def left_half() -> Iterator[tuple[str, Page]]:
        yield from wrong(world.hers, full.address("conditions-rate"), **{"c1-helps": "a" * 1001, "c8-hinders": "Words without a choice."})

    def warned_of() -> Iterator[tuple[str, Page]]:
        full.rate_conditions({"c20": Reading("impeding", hinders="The family at LS6 3HN waits.")}, by=world.amina)
        yield from plain(world.hers, full.address("condition", "c20"))

    def agree_in_browser() -> None:
        with world.hers.expect_navigation():
            world.hers.locator('form[action$="/agree/"]').evaluate("form => form.submit()")

    def agreed_at_once() -> Iterator[tuple[str, Page]]:
        world.hers.goto(full.address("condition", "c7"))
        full.agree_condition("c7", Reading("enabling", helps="Someone else’s words."), by=world.amina, seen=0)
        world.hers.locator('[name="team-leaning"][value="impeding"]').evaluate("choice => { choice.checked = true; }")
        agree_in_browser()
        yield "a condition agreed by two at once", world.hers

    def agreed_without_a_choice() -> Iterator[tuple[str, Page]]:
        world.hers.goto(full.address("condition", "c7"))
        agree_in_browser()
        yield "a condition agreed without a choice", world.hers

    def standings() -> Iterator[tuple[str, Page]]:
        yield from of_project("standing")
        for kind in ("paused", "renewed", "stopped"):
            full.stand(kind, by=world.amina, reason="Why.", parting=Parting(learning="Much."))
            yield from plain(world.hers, full.address("standing"), full.address(), full.address("stage", "developing"), "/projects/")

    def many() -> Iterator[tuple[str, Page]]:
        for question in empty.map.questions:
            empty.answer(question.key, "Nineteen and more.", by=world.amina, seen=0)
        yield from plain(world.hers, "/search/?q=nineteen")

    def not_relevant() -> Iterator[tuple[str, Page]]:
        full.answer("dev-3", "", because="Not asked here.", by=world.amina, seen=full.answers.of(full, "dev-3").version)
        yield from plain(world.hers, full.address("theme", full.map.question("dev-3").theme))

    def press(page: Page, address: str, said: dict[str, str], button: str) -> None:
        """Fill the first form of a page and press one more of its buttons, without the script."""
        page.goto(address)
        for name, value in said.items():
            page.locator(f'main [name="{name}"]').first.evaluate("(field, value) => { field.value = value; }", value)
        with page.expect_navigation():
            page.locator(f'main [formaction$="{button}"]').first.evaluate("b => { b.form.action = b.formAction; b.form.submit(); }")

    def said_of(key: str, deed: str, field: str) -> Iterator[tuple[str, Page]]:
        press(world.hers, full.address("answer", key), {field: ""}, f"/{deed}/")
        yield f"{deed} without a word", world.hers
        press(world.hers, full.address("answer", key), {field: "No carers in this one."}, f"/{deed}/")
        yield f"{deed}, said", world.hers

    def warned() -> Iterator[tuple[str, Page]]:
        version = full.answers.get(key="mob-1").version
        full.answer("mob-1", "Born on 14/03/2015, at LS6 3HN.", by=world.amina, seen=version)
        yield from plain(world.hers, full.address("stage", "mobilising"), full.address("answer", "mob-1"))

    def rewritten() -> Iterator[tuple[str, Page]]:
        tom = another_member().user
        for text, who in (("One text, written by Tom.", tom), ("One text, written by Amina.", world.amina), ("", tom)):
            full.answer("mob-1", text, by=who, seen=full.answers.get(key="mob-1").version)
        yield from plain(world.hers, full.address("answer-history", "mob-1"))

    def marked() -> Iterator[tuple[str, Page]]:
        full.answers.get(key="mob-1").come_back("Ask the carers’ panel.", by=world.amina)
        yield from plain(world.hers, full.address("come-back"), full.address("stage", "mobilising"), full.address())

    def noticed() -> Iterator[tuple[str, Page]]:
        tom = another_member()
        thread = full.threads.start(full, "Please look.", by=tom.user, tell=[full.memberships.get(user=world.amina)], key="mob-1", move=None)
        yield from plain(world.hers, "/notices/", "/projects/")
        world.hers.goto("/notices/")
        world.hers.get_by_role("button", name="Mark all as seen").click()
        thread.reply("Again.", by=tom.user)
        yield from plain(world.hers, "/notices/")

    def binned() -> Iterator[tuple[str, Page]]:
        full.put_in_bin(by=world.amina)
        yield from plain(world.hers, "/bin/", "/projects/")

    def confirming() -> str:
        tom = User.objects.create_user("tom@example.org", name="Tom Reid")
        address = EmailAddress.objects.create(user=tom, email=tom.email, primary=True)
        return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])

    def without_mail_server() -> Iterator[tuple[str, Page]]:
        with override_settings(MAILERS={"default": {"BACKEND": "journey.terminal.TerminalBackend"}}):
            yield from plain(world.visitors, "/accounts/confirm-email/", "/accounts/password/reset/done/")

    def by_invitation() -> Iterator[tuple[str, Page]]:
        with override_settings(SIGN_UP="invitation"):
            yield from plain(world.visitors, "/accounts/signup/")

    def for_domains() -> Iterator[tuple[str, Page]]:
        with override_settings(SIGN_UP="domains", SIGN_UP_DOMAINS=("council.example", "juniper.example")):
            yield from wrong(world.visitors, "/accounts/signup/", name="Tom", email="tom@example.org", password1="a long walk home")

    def wrong_email() -> Iterator[tuple[str, Page]]:
        world.hers.goto("/accounts/email/")
        world.hers.get_by_label("New email").fill("nobody")
        world.hers.get_by_role("button", name="Change the email").click()
        world.hers.wait_for_selector(".problem")
        yield "/accounts/email/ with an error", world.hers

    def waiting() -> Iterator[tuple[str, Page]]:
        EmailAddress.objects.create(user=world.amina, email="amina@juniper.example")
        yield from plain(world.hers, "/accounts/email/")

    def no_password() -> Iterator[tuple[str, Page]]:
        world.amina.set_unusable_password()
        world.amina.save()
        without = world.open_browser(world.amina, for_axe=True)
        yield from plain(without, "/accounts/password/set/")
        yield from wrong(without, "/accounts/password/set/", password1="short", password2="other")

    def kept() -> Iterator[tuple[str, Page]]:
        world.hers.goto(full.address("answer", "mob-1"))
        for box, text in (("text", "Typed too late."), ("note", "And why.")):
            world.hers.locator(f"main textarea[name={box}]").evaluate("(box, text) => { box.value = text; }", text)
        world.hers.context.clear_cookies(name="sessionid")
        with world.hers.expect_navigation():
            world.hers.locator("main form").first.evaluate("form => form.submit()")
        yield "a form sent after the session ended", world.hers
        world.hers.get_by_label("Work email").fill("amina@example.org")
        world.hers.get_by_label("Password", exact=True).fill("a long walk round the lake")
        world.hers.locator("main button").first.click()
        world.hers.get_by_role("heading", name="Your text is still here").wait_for()
        yield "/kept/ with a text", world.hers
        world.hers.context.clear_cookies(name="csrftoken")
        world.hers.get_by_role("button", name="Save it").click()
        world.hers.get_by_role("heading", name="This page was open too long").wait_for()
        yield "a form open too long", world.hers

    def elsewhere() -> Iterator[tuple[str, Page]]:
        for agent in ("Firefox/140.0 (Windows)", "Chrome/140.0 (Android 16)"):
            UserSession.objects.create(user=world.amina, ip="192.0.2.7", user_agent=agent, session_key=session_of(world.amina))
        yield from plain(world.hers, "/accounts/sessions/")

    def accounts_of_many() -> Iterator[tuple[str, Page]]:
        for number in range(51):
            User.objects.create_user(f"person{number}@a-rather-long-name-of-a-council.example", name=f"Person {number}")
        yield from plain(world.staffs, "/site/accounts/", "/site/accounts/?q=person&page=2")

    def an_account() -> Iterator[tuple[str, Page]]:
        rhian = User.objects.get(is_staff=True)
        yield from plain(world.staffs, f"/site/accounts/{world.amina.code}/", f"/site/accounts/{rhian.code}/")
        world.amina.close(by=rhian)
        yield from plain(world.staffs, f"/site/accounts/{world.amina.code}/")

    def talk() -> tuple[Thread, Assignment]:
        """On one question: a thread that Amina was told of, with a warning and a withdrawn comment, and one resolved; a question hers to answer."""
        tom, her_part = another_member(), full.memberships.get(user=world.amina)
        thread = full.start_thread("Born on 3 March 2015?", key="mob-1", by=tom.user, tell=[her_part])
        thread.reply("Hasty.", by=tom.user).withdraw()
        thread.comments.create(text="Which *areas* are these?", by=world.amina)
        full.start_thread("Old.", key="mob-1", by=tom.user).resolve(by=tom.user)
        full.start_thread("Why then?", move=full.moves.get(number=2), by=tom.user)
        for number in range(7):
            user = User.objects.create_user(f"member{number}@example.org", None, name=f"A member with a rather long name {number}")
            full.memberships.create(user=user, role="commenter")
        full.assign("mob-2", tom, by=world.amina).finish(by=tom.user)
        full.assign("mob-1", tom, by=world.amina)
        made = full.assign("mob-1", her_part, by=tom.user, due=full.today, note="Two sentences would do.")
        Assignment.objects.filter(pk=made.pk).update(due=full.today - timedelta(days=3))
        return thread, made

    def talked(*pages: tuple[str, *tuple[object, ...]]) -> Iterator[tuple[str, Page]]:
        talk()
        yield from plain(world.hers, *(full.address(page, *args) for page, *args in pages))

    def wrong_reply(deed: str) -> Iterator[tuple[str, Page]]:
        thread, _assignment = talk()
        world.hers.goto(thread.page)
        world.hers.locator("main form textarea").first.fill("a" * 2001)
        with world.hers.expect_navigation():
            world.hers.locator(f"[formaction$='/{deed}/']" if deed == "resolve" else "form[action$='/reply/'] .row button").first.click()
        yield f"a {deed} that is too long", world.hers

    def nobody() -> Iterator[tuple[str, Page]]:
        Project.objects.filter(kind="sample").delete()
        yield from plain(world.visitors, "/samples/")

    def nothing() -> Iterator[tuple[str, Page]]:
        world.amina.memberships.update(ended_at=timezone.now())
        yield from plain(world.hers, "/projects/")

    def some_evidence() -> Evidence:
        said = Described(
            "Survey of those who came to the first meetings",
            "survey",
            timezone.localdate(),
            "Shared drive, Evaluation/2027; ask 01632 960123",
            "https://juniper.example/" + "a-very-long-name-" * 12,
            "What they said, with its limits.",
        )
        made = full.add_evidence(said, by=world.amina, answer=full.answers.get(key="mob-1"))
        made.change(replace(said, note="Said more clearly."), by=world.amina, seen=1)
        return made

    def evidence() -> Iterator[tuple[str, Page]]:
        some_evidence()
        some_evidence().remove(by=world.amina)
        yield from plain(world.hers, empty.address("evidence"), full.address("evidence"), full.address("stage", "mobilising"), full.address("review"))

    def evidence_item() -> Iterator[tuple[str, Page]]:
        made = some_evidence()
        yield from plain(world.hers, full.address("evidence-item", made.pk))
        made.remove(by=world.amina)
        yield from plain(world.hers, full.address("evidence-item", made.pk))

    def evidence_form() -> Iterator[tuple[str, Page]]:
        address = full.address("evidence-edit", some_evidence().pk)
        yield from plain(world.hers, address)
        yield from wrong(world.hers, address, title="", link="javascript:alert(1)")
        yield from wrong(world.hers, address, title="Mine", seen="1")

    def citing() -> Iterator[tuple[str, Page]]:
        some_evidence()
        yield from of_project("answer-evidence", "mob-1")
        world.hers.goto(full.address("answer-evidence", "mob-1"))
        with world.hers.expect_navigation():
            world.hers.locator("#cite").evaluate("form => form.submit()")
        yield "nothing chosen to cite", world.hers

    def item(noun: str) -> str:
        """The first of its kind, said to stand otherwise than it did."""
        found = getattr(full, f"{noun}s").order_by("made_at").first()
        found.settle("closed" if noun == "risk" else "dropped", note="A note.", by=world.amina)
        return str(found.pk)

    def planned(noun: str) -> Iterator[tuple[str, Page]]:
        address = full.address(noun, item(noun))
        yield from plain(world.hers, address)
        world.hers.get_by_label("Note (optional)").evaluate("box => { box.value = 'a'.repeat(1001); }")
        with world.hers.expect_navigation():
            world.hers.locator("main form").first.evaluate("form => form.submit()")
        yield f"how a {noun} stands, with an error", world.hers

    def wrong_line(noun: str) -> Iterator[tuple[str, Page]]:
        world.hers.goto(full.address("plan"))
        with world.hers.expect_navigation():
            world.hers.locator(f"#{noun}s form[data-line]").evaluate("form => form.submit()")
        yield f"a new {noun} without a word", world.hers

    def brought_in() -> Iterator[tuple[str, Page]]:
        yield from plain(world.hers, full.address("import", "actions"), full.address("import", "measures"))
        for name, lines in (("rows that are ready", "Action,Due\nRing the panel,01/03/2027"), ("a row that is refused", "Action,Due\n,soon")):
            world.hers.goto(full.address("import", "actions"))
            world.hers.get_by_label("Which file?").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": lines.encode()})
            world.hers.get_by_role("button", name="See what is in it").click()
            world.hers.get_by_text("The rows as they were read").wait_for(state="attached")
            yield name, world.hers

    def changed(noun: str) -> Iterator[tuple[str, Page]]:
        address = full.address(f"{noun}-edit", item(noun))
        yield from plain(world.hers, address)
        yield from wrong(world.hers, address, text="")
        yield from wrong(world.hers, address, text="Mine.", seen="0")

    def line(noun: str) -> UUID:
        return getattr(full, f"{noun}s").filter(removed_at=None).earliest("made_at").pk  # type: ignore[no-any-return]  # whichever noun it is

    def changed_line(noun: str, box: str) -> Iterator[tuple[str, Page]]:
        address = full.address(f"{noun}-edit", line(noun))
        yield from plain(world.hers, address)
        yield from wrong(world.hers, address, **{box: ""})
        yield from wrong(world.hers, address, **{box: "Mine.", "seen": "0"})

    def corrected_reading() -> Iterator[tuple[str, Page]]:
        measure = full.measures.filter(readings__isnull=False).earliest("made_at")
        address = full.address("reading-correct", measure.pk, measure.readings.filter(corrects=None, corrected_by=None).earliest("number").pk)
        yield from plain(world.hers, address)
        yield from wrong(world.hers, address, because="")

    def crowded() -> Iterator[tuple[str, Page]]:
        for number in range(40):
            full.actions.make(full, Task(text=f"Ring number {number}.", due=full.today + timedelta(days=number - 5)), by=world.amina)
        for number in range(15):
            full.risks.make(full, Hazard(text=f"Risk {number}.", likelihood="likely", impact="grave"), by=world.amina)
        yield from plain(world.hers, full.address("plan"), full.address("plan") + "?stage=growing")

    def with_calendar() -> Iterator[tuple[str, Page]]:
        CalendarFeed.objects.renew(full.memberships.get(user=world.amina), by=world.amina)
        yield from plain(world.hers, full.address("calendar"))

    def ending() -> Iterator[tuple[str, Page]]:
        hers = world.open_browser(world.amina, for_axe=True)  # its clock goes on
        hers.clock.install()
        hers.goto(full.address())
        hers.clock.fast_forward("57:30")
        hers.get_by_role("button", name="Stay signed in").wait_for()
        yield "a session that ends soon", hers
        hers.clock.fast_forward("03:00")
        hers.get_by_text("You have been signed out.").wait_for()
        yield "a session that is over", hers

    oidc = {"issuer": "http://127.0.0.1:9", "client_id": "planner", "client_secret": "", "name": "Juniper sign-in"}

    def provider_away() -> Iterator[tuple[str, Page]]:
        with override_settings(OIDC=oidc):
            yield from plain(world.visitors, "/accounts/login/")
            world.visitors.get_by_role("button", name="Go to Juniper sign-in").click()
            world.visitors.get_by_role("heading", name="You are not signed in").wait_for()
            yield "a provider that is away", world.visitors

    def provider_odd() -> Iterator[tuple[str, Page]]:
        with override_settings(OIDC=oidc):
            yield from plain(world.visitors, "/accounts/sso/back/?state=x&code=y")

    def guarded(*addresses: str) -> Iterator[tuple[str, Page]]:
        if not Authenticator.objects.exists():
            give_app(world.amina)
        yield from plain(world.hers, *addresses)

    def demanded() -> Iterator[tuple[str, Page]]:
        Authenticator.objects.all().delete()
        with override_settings(REQUIRE_SECOND_FACTOR=True):
            yield from plain(world.hers, "/projects/")

    def second_step() -> Iterator[tuple[str, Page]]:
        give_app(world.amina)
        give_passkey(world.amina)
        yield from wrong(world.visitors, "/accounts/login/", login="amina@example.org", password="a long walk round the lake")
        yield from wrong(world.visitors, "/accounts/second-step/code/", code="1")

    def nameless() -> Iterator[tuple[str, Page]]:
        yield from wrong(world.hers, f"/accounts/passkeys/{give_passkey(world.amina).pk}/", name="")

    def passkey(page: str, *addresses: str) -> Iterator[tuple[str, Page]]:
        made = give_passkey(world.amina)
        yield from plain(world.hers, f"/accounts/passkeys/{made.pk}/{page}", *addresses)

    def without_passkey() -> Iterator[tuple[str, Page]]:
        world.visitors.goto("/accounts/login/")
        with world.visitors.expect_navigation():
            world.visitors.locator("form[data-passkey]").evaluate(
                "form => { form.elements.credential.value = '{}'; HTMLFormElement.prototype.submit.call(form); }"
            )
        yield "a passkey that was not right", world.visitors

    known: dict[str, Callable[[], list[Iterator[tuple[str, Page]]]]] = {
        "home": lambda: [plain(world.visitors, "/")],
        "map": lambda: [plain(world.visitors, "/map/")],
        "map-stage": lambda: [plain(world.visitors, "/map/mobilising/", "/map/system-change/")],
        "map-questions": lambda: [plain(world.visitors, "/map/questions/")],
        "map-crosswalk": lambda: [plain(world.visitors, "/map/crosswalk/")],
        "map-glossary": lambda: [plain(world.visitors, "/map/glossary/")],
        "samples": lambda: [plain(world.visitors, "/samples/"), nobody()],
        "sample": lambda: [plain(world.visitors, "/samples/safer-places/", "/samples/nowhere/")],
        "sample-stage": lambda: [plain(world.visitors, "/samples/safer-places/stages/developing/", "/samples/safer-places/stages/growing/")],
        "sample-themes": lambda: [plain(world.visitors, "/samples/safer-places/themes/")],
        "sample-theme": lambda: [plain(world.visitors, "/samples/safer-places/themes/voice/", "/samples/safer-places/themes/nothing/")],
        "sample-journey": lambda: [plain(world.visitors, "/samples/family-circle/journey/")],
        "sample-crosswalk": lambda: [plain(world.visitors, "/samples/family-circle/crosswalk/nirn/", "/samples/family-circle/crosswalk/nothing/")],
        "sample-decisions": lambda: [plain(world.visitors, "/samples/family-circle/decisions/")],
        "sample-decision": lambda: [plain(world.visitors, f"/samples/bridge-16-25/decisions/{uuid5(SAMPLES, 'bridge-16-25/1')}/")],
        "sample-standing": lambda: [plain(world.visitors, "/samples/bridge-16-25/standing/", "/samples/safer-places/standing/")],
        "sample-review": lambda: [plain(world.visitors, "/samples/bridge-16-25/review/")],
        "sample-review-pdf": lambda: [being_made(world.visitors, "/samples/bridge-16-25/review.pdf")],
        # For machines.
        "healthz": list,
        "readyz": list,
        "metrics": list,
        "sample-reviews": lambda: [plain(world.visitors, "/samples/bridge-16-25/reviews/")],
        "sample-review-kept": lambda: [
            plain(world.visitors, *(f"/samples/family-circle/reviews/1/{query}" for query in ("", "?for=1", "?for=2", "?depth=one-page", "?for=9")))
        ],
        "sample-review-print": list,
        "sample-review-kept-pdf": list,
        "sample-review-kept-json": list,
        "sample-review-kept-docx": list,
        "sample-review-kept-xlsx": list,
        "sample-review-kept-csv": list,
        "sample-comparison-pdf": list,
        "sample-comparison": lambda: [
            plain(
                world.visitors, *(f"/samples/family-circle/reviews/compare/{query}" for query in ("", "?all=1", "?stage=designing&from=1&to=today"))
            )
        ],
        "verify": lambda: [
            plain(world.visitors, "/verify/"),
            wrong(world.visitors, "/verify/", text=""),
            wrong(world.hers, "/verify/", text=Project.objects.get(slug="family-circle").reviews.get().text),
        ],
        "sample-review-docx": list,
        "sample-review-xlsx": list,
        "sample-review-csv": list,
        "sample-review-json": list,
        "projects": lambda: [plain(world.hers, "/projects/"), nothing()],
        "search": lambda: [plain(world.hers, "/search/", "/search/?q=young+people", "/search/?q=zebra", "/search/?q=%22"), many()],
        "project-load": lambda: [plain(world.hers, "/projects/load/"), wrong(world.hers, "/projects/load/")],
        "project-new": lambda: [plain(world.hers, "/projects/new/"), wrong(world.hers, "/projects/new/", outcome="a" * 501)],
        "project": lambda: [of_project("")],
        "project-edit": lambda: [of_project("edit"), wrong(world.hers, full.address("edit"), name="", outcome="a" * 501)],
        "project-copy": lambda: [of_project("copy"), wrong(world.hers, full.address("copy"), name="")],
        "sample-copy": lambda: [plain(world.hers, "/samples/safer-places/copy/")],
        "project-import": lambda: [brought_in()],
        "project-stage": lambda: [of_project("stage", "developing")],
        "project-answer": lambda: [
            of_project("answer", "mob-1"),
            wrong(world.hers, full.address("answer", "mob-1"), text="a" * 4001),
            clash(),
            refused(),
        ],
        "project-move": lambda: [
            of_project("move"),
            plain(world.hers, full.address("move") + "?to=mobilising"),
            wrong(world.hers, full.address("move"), reason="", day="2100-01-01"),
            overtaken(full.address("move"), to="growing", reason="Mine."),
        ],
        "project-open": lambda: [
            of_project("open"),
            wrong(world.hers, full.address("open"), reason=""),
            overtaken(full.address("open"), stage="growing", reason="Mine."),
        ],
        "project-close": lambda: [plain(world.hers, full.address("close", "growing")), closing()],
        "project-correct": lambda: [
            plain(world.hers, full.address("correct", 1), full.address("correct", 2)),
            wrong(world.hers, full.address("correct", 2), why=""),
            corrected(),
        ],
        "project-answer-still-true": list,
        "project-journey": lambda: [of_project("journey"), many_moves()],
        "project-signs": lambda: [
            of_project("signs", "developing"),
            wrong(world.hers, full.address("signs", "developing"), **{"note-dev-ready-1": "a" * 1001}),
            sign_clash(),
        ],
        "project-decisions": list,
        "project-decision": lambda: [decisions()],
        "project-decision-new": lambda: [new_decision()],
        "project-decision-correct": lambda: [
            plain(world.hers, full.address("decision-correct", a_decision().pk)),
            wrong(world.hers, full.address("decision-correct", full.decisions.last().pk), reason=""),  # type: ignore[union-attr]  # made above
        ],
        "project-decision-condition": lambda: [
            wrong(world.hers, full.address("decision-condition", made.pk, made.conditions.get().pk), note="a" * 1001) for made in [a_decision()]
        ],
        "project-involvements": lambda: [of_project("involvements")],
        "sample-involvements": lambda: [
            plain(world.visitors, full.address("involvements").replace(f"/projects/{full.pk}/", "/samples/family-circle/"))
        ],
        "project-involvement": lambda: [plain(world.hers, full.address("involvement", line("involvement")))],
        "project-involvement-new": lambda: [of_project("involvement-new"), wrong(world.hers, full.address("involvement-new"), group="")],
        "project-involvement-edit": lambda: [changed_line("involvement", "group")],
        "project-involvement-remove": lambda: [plain(world.hers, full.address("involvement-remove", line("involvement")))],
        "project-resources": lambda: [of_project("resources")],
        "sample-resources": lambda: [plain(world.visitors, full.address("resources").replace(f"/projects/{full.pk}/", "/samples/family-circle/"))],
        "project-resource": lambda: [plain(world.hers, full.address("resource", line("resource")))],
        "project-resource-new": lambda: [of_project("resource-new"), wrong(world.hers, full.address("resource-new"), what="")],
        "project-resource-edit": lambda: [changed_line("resource", "what")],
        "project-resource-remove": lambda: [plain(world.hers, full.address("resource-remove", line("resource")))],
        "project-measures": lambda: [of_project("measures")],
        "sample-measures": lambda: [plain(world.visitors, full.address("measures").replace(f"/projects/{full.pk}/", "/samples/family-circle/"))],
        "project-measure": lambda: [plain(world.hers, full.address("measure", line("measure")))],
        "project-measure-new": lambda: [of_project("measure-new"), wrong(world.hers, full.address("measure-new"), what="")],
        "project-measure-edit": lambda: [changed_line("measure", "what")],
        "project-measure-remove": lambda: [plain(world.hers, full.address("measure-remove", line("measure")))],
        "project-reading-new": lambda: [wrong(world.hers, full.address("reading-new", line("measure")), value="many")],
        "project-reading-correct": lambda: [corrected_reading()],
        "project-plan": lambda: [of_project("plan"), crowded()],
        "sample-plan": lambda: [plain(world.visitors, "/samples/bridge-16-25/plan/")],
        "project-calendar": lambda: [of_project("calendar"), with_calendar()],
        "calendar": list,
        "project-action": lambda: [planned("action")],
        "project-action-new": lambda: [of_project("action-new"), wrong(world.hers, full.address("action-new"), text="")],
        "project-action-add": lambda: [wrong_line("action")],
        "project-action-edit": lambda: [changed("action")],
        "project-action-settle": list,
        "project-milestone": lambda: [planned("milestone")],
        "project-milestone-new": lambda: [of_project("milestone-new"), wrong(world.hers, full.address("milestone-new"), text="")],
        "project-milestone-add": lambda: [wrong_line("milestone")],
        "project-milestone-edit": lambda: [changed("milestone")],
        "project-milestone-settle": list,
        "project-risk": lambda: [planned("risk")],
        "project-risk-new": lambda: [of_project("risk-new"), wrong(world.hers, full.address("risk-new"), text="")],
        "project-risk-add": lambda: [wrong_line("risk")],
        "project-risk-edit": lambda: [changed("risk")],
        "project-risk-settle": list,
        "project-conditions": lambda: [of_project("conditions"), conditions()],
        "project-conditions-rate": lambda: [of_project("conditions-rate"), left_half()],
        "project-condition": lambda: [of_project("condition", "c7"), warned_of()],
        "project-condition-rate": lambda: [wrong(world.hers, full.address("condition-rate", "c7"), **{"c7-helps": "a" * 1001})],
        "project-condition-agree": lambda: [agreed_at_once(), agreed_without_a_choice()],
        "project-standing": lambda: [standings()],
        "project-standing-new": lambda: [
            of_project("standing-new"),
            plain(world.hers, full.address("standing-new") + "?to=paused"),
            wrong(world.hers, full.address("standing-new"), reason="", day="2999-01-01", promises="Many."),
        ],
        "project-crosswalk": lambda: [of_project("crosswalk", "nirn"), plain(world.hers, full.address("crosswalk", "expandnet"))],
        "sample-conditions": lambda: [plain(world.visitors, "/samples/safer-places/conditions/")],
        "sample-condition": lambda: [plain(world.visitors, "/samples/safer-places/conditions/c16/", "/samples/safer-places/conditions/c20/")],
        "sample-evidence": lambda: [plain(world.visitors, "/samples/family-circle/evidence/")],
        "project-evidence": lambda: [evidence()],
        "project-evidence-new": lambda: [
            plain(world.hers, full.address("evidence-new"), full.address("evidence-new") + "?answer=mob-1"),
            wrong(world.hers, full.address("evidence-new"), title="", note="a" * 1001, link="nowhere"),
        ],
        "project-evidence-item": lambda: [evidence_item()],
        "project-evidence-edit": lambda: [evidence_form()],
        "project-evidence-remove": lambda: [plain(world.hers, full.address("evidence-remove", some_evidence().pk))],
        "project-answer-evidence": lambda: [citing()],
        "project-answer-evidence-off": list,
        "project-answer-not-relevant": lambda: [said_of("mob-1", "not-relevant", "because")],
        "project-answer-relevant": list,
        "project-answer-come-back": list,
        "project-answer-come-back-no-more": list,
        "project-answer-clear": lambda: [warned()],
        "project-answer-settle": list,
        "project-answer-restore": list,
        "project-answer-history": lambda: [of_project("answer-history", "mob-1"), rewritten()],
        "project-come-back": lambda: [of_project("come-back"), marked()],
        "project-answer-comments": lambda: [
            of_project("answer-comments", "mob-1"),
            talked(("answer-comments", "mob-1"), ("stage", "mobilising"), ("",)),
            wrong(world.hers, full.address("answer-comments", "mob-2"), text="a" * 2001),
        ],
        "project-decision-comments": lambda: [plain(world.hers, *(full.address("decision-comments", made.pk) for made in full.decisions.all()[:1]))],
        "project-move-comments": lambda: [plain(world.hers, full.address("move-comments", 1)), talked(("move-comments", 2), ("journey",))],
        "project-comments": lambda: [of_project("comments"), talked(("comments",))],
        "project-comment-withdraw": list,
        "project-thread-reply": lambda: [wrong_reply("reply")],
        "project-thread-resolve": lambda: [wrong_reply("resolve")],
        "project-thread-reopen": list,
        "project-thread-seen": list,
        "project-answer-assign": lambda: [
            of_project("answer-assign", "mob-1"),
            wrong(world.hers, full.address("answer-assign", "mob-1"), member="", note="a" * 501),
        ],
        "project-assignments": lambda: [of_project("assignments"), talked(("assignments",)), plain(world.hers, "/projects/")],
        "project-assignment-done": list,
        "project-assignment-take-back": list,
        "project-themes": lambda: [of_project("themes")],
        "project-theme": lambda: [not_relevant(), of_project("theme", "voice")],
        "project-search": lambda: [
            of_project("search"),
            plain(world.hers, full.address("search") + "?q=young", empty.address("search") + "?q=young"),
        ],
        "project-review": lambda: [of_project("review")],
        "project-review-pdf": lambda: [being_made(world.hers, full.address("review-pdf"))],
        "project-reviews": lambda: [of_project("reviews"), prepared("reviews"), frozen("reviews")],
        "project-review-prepare": lambda: [
            of_project("review-prepare"),
            wrong(world.hers, full.address("review-prepare"), families="a" * 301, ends="2999-01-01"),
            prepared("review-prepare"),
            overtaken(full.address("review-prepare"), decision_wanted="Mine."),
            read_beside(),
            frozen("review-prepare"),
        ],
        "project-review-preview": lambda: [prepared("review-preview"), plain(world.hers, full.address("review-preview") + "?reader=1")],
        "project-review-checks": lambda: [prepared("review-checks"), looked_at(), flagged()],
        "project-review-clear": list,
        "project-review-still-true": list,
        "project-review-freeze": list,
        "project-review-away": lambda: [prepared("review-away")],
        "project-review-ask": list,
        "project-sign-off": lambda: [signing_off()],
        "project-sign-off-back": list,
        "project-review-days": lambda: [of_project("review-days"), wrong(world.hers, full.address("review-days"), day="2000-01-01"), own_day()],
        "project-review-skip": list,
        "project-review-correct": list,
        "project-review-redact": lambda: [
            frozen("review-redact", "1"),
            wrong(world.hers, full.address("review-redact", "1"), passage="", because=""),
            wrong(world.hers, full.address("review-redact", "1"), passage="Agree", because="It names someone."),
        ],
        "project-review-kept": lambda: [frozen("review-kept", "1"), redacted(), told_of()],
        "project-review-print": list,
        "project-review-kept-pdf": list,
        "project-review-kept-json": list,
        "project-review-kept-docx": list,
        "project-review-kept-xlsx": list,
        "project-review-kept-csv": list,
        "project-comparison-pdf": list,
        "project-comparison": lambda: [of_project("comparison"), frozen("comparison")],
        "project-review-docx": list,
        "project-review-xlsx": list,
        "project-review-csv": list,
        "project-review-json": list,
        "project-people": lambda: [plain(world.hers, empty.address("people")), people()],
        "project-invite": lambda: [of_project("invite"), wrong(world.hers, full.address("invite"), email="nobody")],
        "project-member": lambda: [
            plain(world.hers, full.address("member", full.memberships.get(user=world.amina).code)),
            plain(world.hers, full.address("member", another_member().code)),
        ],
        "project-member-end": lambda: [
            plain(world.hers, full.address("member-end", another_member().code)),
            wrong(world.hers, full.address("member-end", full.memberships.get(user=world.amina).code)),
        ],
        "project-handover-new": lambda: [
            plain(world.hers, full.address("handover-new", another_member().code)),
            wrong(world.hers, full.address("handover-new", full.memberships.get(role="editor").code)),
        ],
        "project-handover": lambda: [handover({}), handover({"declined_at": timezone.now()}), handover({"expires_at": timezone.now()})],
        "project-invitation-send": list,
        "project-invitation-withdraw": list,
        "project-log": lambda: [log()],
        "project-export": lambda: [plain(world.hers, full.address("export"))],
        "project-keep": lambda: [plain(world.hers, full.address("keep"))],
        "project-bin": lambda: [plain(world.hers, full.address("bin"))],
        "project-restore": list,
        "bin": lambda: [plain(world.hers, "/bin/"), binned()],
        "invitation": lambda: [
            invitation("new@example.org", world.visitors),
            invitation("other@example.org", world.hers),
            invitation(str(world.amina.email).replace("amina", "amina.rahman"), world.visitors, days=-1),
            invitation("third@example.org", world.visitors, withdrawn_at=timezone.now()),
            invitation("fourth@example.org", world.visitors, accepted_at=timezone.now()),
        ],
        "kept": lambda: [kept()],
        "notices": lambda: [plain(world.hers, "/notices/"), noticed()],
        "notices-choose": lambda: [plain(world.hers, "/notices/choose/")],
        "notices-stop": lambda: [plain(world.visitors, stop_address(world.amina)), wrong(world.visitors, stop_address(world.amina))],
        "roles": lambda: [plain(world.visitors, "/roles/")],
        "about": lambda: [plain(world.visitors, "/about/")],
        "privacy": lambda: [plain(world.visitors, "/privacy/")],
        "accessibility": lambda: [plain(world.visitors, "/accessibility/")],
        "account_login": lambda: [
            plain(world.visitors, "/accounts/login/"),
            wrong(world.visitors, "/accounts/login/", login="nobody@example.org", password="no"),
        ],
        "account_logout": lambda: [plain(world.hers, "/accounts/logout/")],
        "account_signup": lambda: [
            plain(world.visitors, "/accounts/signup/"),
            wrong(world.visitors, "/accounts/signup/", email="nobody", password1="short"),
            by_invitation(),
            for_domains(),
        ],
        "account_email_verification_sent": lambda: [plain(world.visitors, "/accounts/confirm-email/"), without_mail_server()],
        "account_confirm_email": lambda: [plain(world.visitors, "/accounts/confirm-email/nonsense/", confirming())],
        "account": lambda: [plain(world.hers, "/accounts/"), wrong(world.hers, "/accounts/", name="")],
        "account-data": lambda: [plain(world.hers, "/accounts/data/"), plain(world.staffs, "/accounts/data/")],
        "account-data-json": list,
        "account-data-tables": list,
        "account-delete": lambda: [
            plain(world.hers, "/accounts/delete/"),
            plain(world.staffs, "/accounts/delete/"),
            wrong(world.staffs, "/accounts/delete/", password="no"),
        ],
        "account_email": lambda: [plain(world.hers, "/accounts/email/"), wrong_email(), waiting()],
        "account_change_password": lambda: [
            plain(world.hers, "/accounts/password/change/"),
            wrong(world.hers, "/accounts/password/change/", oldpassword="no", password1="short", password2="other"),
        ],
        "account_set_password": lambda: [no_password()],
        "account_reauthenticate": lambda: [
            plain(world.hers, "/accounts/reauthenticate/?next=/accounts/email/"),
            wrong(world.hers, "/accounts/reauthenticate/", password="no"),
        ],
        "usersessions_list": lambda: [plain(world.hers, "/accounts/sessions/"), elsewhere()],
        "site-accounts": lambda: [plain(world.staffs, "/site/accounts/", "/site/accounts/?q=zzz"), accounts_of_many()],
        "site-account-new": lambda: [
            plain(world.staffs, "/site/accounts/new/"),
            wrong(world.staffs, "/site/accounts/new/", name="", email="amina@example.org"),
        ],
        "site-account": lambda: [an_account()],
        "session-stay": lambda: [ending()],
        "sso": lambda: [provider_away()],
        "sso-back": lambda: [provider_odd()],
        "mfa_index": lambda: [plain(world.hers, "/accounts/second-step/"), guarded("/accounts/second-step/"), demanded()],
        "mfa_authenticate": lambda: [second_step()],
        "mfa_reauthenticate": lambda: [guarded("/accounts/second-step/again/"), wrong(world.hers, "/accounts/second-step/again/", code="1")],
        "mfa_activate_totp": lambda: [
            plain(world.hers, "/accounts/second-step/app/"),
            wrong(world.hers, "/accounts/second-step/app/", code="1"),
        ],
        "mfa_deactivate_totp": lambda: [guarded("/accounts/second-step/app/remove/")],
        "mfa_view_recovery_codes": lambda: [guarded("/accounts/second-step/codes/")],
        "mfa_generate_recovery_codes": lambda: [
            wrong(world.hers, "/accounts/second-step/codes/new/"),
            guarded("/accounts/second-step/codes/new/"),
        ],
        "mfa_download_recovery_codes": list,
        "mfa_list_webauthn": list,
        "mfa_login_webauthn": lambda: [without_passkey()],
        "mfa_add_webauthn": lambda: [plain(world.hers, "/accounts/passkeys/new/"), wrong(world.hers, "/accounts/passkeys/new/", credential="{}")],
        "mfa_edit_webauthn": lambda: [passkey(""), nameless()],
        "mfa_remove_webauthn": lambda: [passkey("remove/")],
        "mfa_reauthenticate_webauthn": lambda: [passkey("", "/accounts/passkeys/again/", "/accounts/reauthenticate/", "/accounts/second-step/")],
        "account_inactive": lambda: [plain(world.visitors, "/accounts/inactive/")],
        "account_reset_password": lambda: [
            plain(world.visitors, "/accounts/password/reset/"),
            wrong(world.visitors, "/accounts/password/reset/", email="nobody"),
        ],
        "account_reset_password_done": lambda: [plain(world.visitors, "/accounts/password/reset/done/")],
        "account_reset_password_from_key": lambda: [
            plain(world.visitors, "/accounts/password/reset/key/1-wrong/", from_mail()),
            wrong(world.visitors, from_mail(), password1="short", password2="other"),
        ],
        "account_reset_password_from_key_done": lambda: [plain(world.visitors, "/accounts/password/reset/key/done/")],
    }
    assert sorted(known) == addresses()
    for some in known[name]():
        yield from some


def addresses() -> list[str]:
    return sorted(str(pattern.name) for pattern in patterns(get_resolver()))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every address; but what a sample shows on the page of a project, its practice copy shows there, so that only `--thorough` looks at both."""
    names = addresses()
    if not metafunc.config.getoption("--thorough"):
        names = [name for name in names if not name.startswith("sample-") or name.replace("sample", "project", 1) not in names]
    metafunc.parametrize("name", names)


def test_every_address_in_every_state(name: str, world: World, pytestconfig: pytest.Config, judged: Judged) -> None:
    ask = ask_everything if pytestconfig.getoption("--thorough") else partial(ask_what_is_new, judged)
    problems = []
    for state, page in states(name, world):
        page.evaluate("window.axe ? null : window.readAxe()")
        shown = None
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found, shown = ask(page, shown)
            problems += [f"{state} at {width} px: {problem}" for problem in (*found, *page.evaluate(LOOK))]
        problems += [f"{state}: {problem}" for problem in page.evaluate(READ)]

    assert problems == []


def ask_everything(page: Page, before: str | None) -> tuple[list[str], str | None]:
    return page.evaluate(ASK_AXE, ["everything", None]), before


def ask_what_is_new(judged: Judged, page: Page, before: str | None) -> tuple[list[str], str]:
    """What axe finds, and what the page shows; `before` is what it showed at the width before.

    Axe is not asked again where it can only say the same: of words whose colours, sizes and grounds it has found good before, and, but for colours,
    of a page that shows and scrolls just what it did.
    """
    seen = page.evaluate(SEE)
    found: list[str] = page.evaluate(ASK_AXE, ["all but colours", None]) if seen["shown"] != before else []
    new = judged.new(seen["colours"])
    wrong = page.evaluate(ASK_AXE, ["colours", new]) if new else []
    if not wrong:
        judged.add(new)
    return [*found, *wrong], seen["shown"]


SEE = """() => {
    const grounds = ["backgroundColor", "backgroundImage", "opacity", "filter", "mixBlendMode", "position", "clipPath"];
    const letters = ["color", "fontSize", "fontWeight", "fontStyle", "textDecorationLine", "textShadow", "borderBottomWidth"];
    const looks = new Map([[null, {ground: "", round: ""}]]), more = (flow, by) => by > 0 && ["auto", "scroll"].includes(flow);
    const joined = (style, names) => names.map(name => style[name]).join(), onto = (all, own) => all.endsWith(own) ? all : `${all}; ${own}`;
    const look = element => {
        if (!looks.has(element)) {
            const style = getComputedStyle(element), {ground, round} = look(element.parentElement), own = joined(style, letters);
            looks.set(element, {ground: onto(ground, joined(style, grounds)), round: onto(round, own), own});
        }
        return looks.get(element);
    };
    let shown = "";
    window.coloured = {};
    for (const element of document.querySelectorAll("*")) {
        const visible = element.checkVisibility({visibilityProperty: true});
        const wide = element.scrollWidth - element.clientWidth, high = element.scrollHeight - element.clientHeight;
        const style = visible && (wide > 0 || high > 0) ? getComputedStyle(element) : null;
        shown += visible ? style && (more(style.overflowX, wide) || more(style.overflowY, high)) ? "↕" : "+" : "-";
        if (!visible) continue;
        const words = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && /[\\p{L}\\p{N}]{2}/u.test(node.data));
        if (!words && !element.matches("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")) continue;
        const box = element.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || box.right < 0 || box.bottom + window.scrollY < 0) continue;
        const {ground, round, own} = look(element), alike = window.coloured[`${ground} / ${element.closest("a") ? round : own}`] ??= [];
        if (alike.length < 5) alike.push(element);
    }
    return {shown, colours: Object.keys(window.coloured)};
}"""
"""Of every element, whether it is there to see and whether it scrolls; and by what axe judges words: their letters, all grounds that they stand on,
and of a link the letters round it.

Of words on one page that look alike, axe is given the first five."""
ASK_AXE = """async ([what, colours]) => {
    const ofColours = ["color-contrast", "link-in-text-block"];
    const options = {resultTypes: ["violations"]};
    if (what === "colours") options.runOnly = ofColours;
    if (what === "all but colours") options.rules = Object.fromEntries(ofColours.map(rule => [rule, {enabled: false}]));
    const where = colours === null ? document : {include: colours.flatMap(one => window.coloured[one])};
    return (await window.axe.run(where, options)).violations.map(one => `axe ${one.id}: ${one.nodes[0].html.slice(0, 200)}`);
}"""
"""What axe finds. Of its long report only what is wrong is sent back."""
LOOK = """() => {
    const found = [];
    const all = (chosen, among = document) => [...among.querySelectorAll(chosen)];
    const html = element => element.outerHTML.slice(0, 100);
    const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
    if (wide > 0) found.push(`scrolls sideways by ${wide} px`);
    const below = root.scrollHeight - Math.max(root.clientHeight, window.scrollY + document.body.getBoundingClientRect().bottom);
    if (below > 50) found.push(`${below} px of nothing below the page`);
    all("button, summary, input:not([type=hidden]), select, textarea, nav a, .act, .button")
        .filter(e => e.checkVisibility() && !e.closest(".skip")).map(e => [e, e.getBoundingClientRect()])
        .filter(([e, box]) => !e.classList.contains("skip") && (box.width < 24 || box.height < 24))
        .forEach(([e]) => found.push(`target under 24 px: ${html(e)}`));
    all("[aria-invalid=true]").filter(field => {
        const described = [field, field.closest("fieldset")].map(one => one?.getAttribute("aria-describedby") ?? "").join(" ").split(" ");
        return !described.some(id => document.getElementById(id)?.textContent.includes("Error:"));
    }).forEach(field => found.push(`error not tied to its field: ${html(field)}`));
    all("textarea:not([readonly])")
        .filter(box => !(box.getAttribute("aria-describedby") ?? "").split(" ")
        .some(id => document.getElementById(id)?.textContent.includes("identify a child or family")))
        .forEach(box => found.push(`box without the word about children: ${box.name}`));
    all(".problem a").filter(a => !document.getElementById(a.hash.slice(1)))
        .forEach(a => found.push(`summary links to nothing: ${a.outerHTML}`));
    if (all(".problem").length && !document.title.startsWith("Error: ")) found.push("an error that the title does not say");
    if (all("[onclick], div[role=button], span[role=button]").length) found.push("something to press that is no button or link");
    return found;
}"""
"""What a person would notice and axe does not: sideways scrolling, small targets, statuses and links without words."""


READ = """() => {
    const found = [], seen = new Set();
    const all = chosen => [...document.querySelectorAll(chosen)];
    all("[id]").forEach(({id}) => seen.has(id) ? found.push(`id twice: ${id}`) : seen.add(id));
    const levels = all("h1, h2, h3, h4, h5, h6").map(heading => Number(heading.localName[1])), main = levels.filter(level => level === 1).length;
    if (main !== 1) found.push(`${main} main headings`);
    levels.forEach((level, place) => { if (level - levels[place - 1] > 1) found.push(`heading level ${level} after ${levels[place - 1]}`); });
    if (!document.title.endsWith(" – Innovation Journey Planner")) found.push("title does not name the tool");
    if (!document.querySelector('a.skip[href="#main"]')) found.push("no skip link");
    const vague = ["", "here", "click here", "more", "read more", "link"];
    all("a").map(link => link.textContent.trim().replace(/\\s+/g, " ").toLowerCase()).filter(words => vague.includes(words))
        .forEach(words => found.push(`link that says nothing: ${words}`));
    const handles = element => element.getAttributeNames().some(name => name.startsWith("on"));
    if (all("[style], script:not([src], [type])").length || all("*").some(handles)) found.push("inline script or style");
    return found;
}"""
"""Ids once, one main heading, no level skipped, links that say where they go. That what was sent is HTML, tests/test_doors.py looks at."""
