"""Nothing typed is lost when the network, the server, the tab or the session goes: each of them really taken away."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, Page, Route, expect

from journey.models import Answer, AnswerVersion, Move, Project, User
from tests.conftest import session_of
from tests.migrated import copy_to

type OpenBrowser = Callable[..., Page]
PASSWORD = "a long walk round the lake"
BOX = "Your answer: What is not working now, and how do we know?"
STATUS = "#saved-mob-1"
OFFLINE = "Not saved: no connection. Your text is still here."
SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
BEGIN = f"""
from django.core.management import call_command
for command, *how in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
    call_command(command, *how, verbosity=0)
from journey.models import Project, User
amina = User.objects.create_user("amina@example.org", "{PASSWORD}", name="Amina Rahman")
amina.confirm_email()
project = Project.objects.start(by=amina, name="Family Circle")
project.move_to("mobilising", by=amina)
print(project.pk)
"""


class Site:
    """The real thing, in processes of its own with a folder of its own, that can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "PORT": str(self.port)}
        if connection.vendor == "sqlite":
            copy_to(str(folder / "db.sqlite3"))  # so that there is little left to migrate
        made = self.manage("shell", "--no-imports", "-c", BEGIN)
        self.page = f"{self.url}/projects/{made.split()[-1]}/stages/mobilising/"
        self.served: subprocess.Popen[bytes] | None = None

    def manage(self, *order: str) -> str:
        return subprocess.run([sys.executable, "manage.py", *order], env=self.env, capture_output=True, text=True, check=True).stdout

    def start(self) -> None:
        order = [sys.executable, "-m", "gunicorn", "journey.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        self.served = subprocess.Popen(order, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        for _ in range(200):
            with suppress(URLError, ConnectionError), urllib.request.urlopen(self.url):  # noqa: S310  # our own address
                return
            time.sleep(0.1)
        raise TimeoutError

    def kill(self) -> None:
        """kill -9, the master and its workers."""
        if self.served:
            os.killpg(self.served.pid, signal.SIGKILL)
            self.served.wait()
            self.served = None

    def texts(self) -> list[str]:
        return self.manage("shell", "-c", "from journey.models import AnswerVersion as V; [print('>' + v.text) for v in V.objects.all()]").split(
            "\n>"
        )


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path)
    site.start()
    yield site
    site.kill()


def open_stage(project: Project, page: Page) -> Page:
    page.goto(project.address("stage", "mobilising"))
    return page


def drafts(page: Page) -> dict[str, str]:
    return dict(page.evaluate("({...localStorage})"))


def become(page: Page, user: User) -> None:
    """The session of this browser is that of someone else from now on."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": page.evaluate("location.origin")}])


def crash(page: Page) -> None:
    """The tab is gone, without a chance to do anything."""
    with suppress(Exception):
        page.goto("chrome://crash", timeout=2000)
    page.close()


def test_a_server_killed_while_someone_types_takes_nothing_and_needs_no_press(site: Site, browser: Browser) -> None:
    page = browser.new_context().new_page()
    page.goto(site.page)
    page.get_by_label("Work email").fill("amina@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main button").first.click()
    box, status = page.get_by_label(BOX), page.locator(STATUS)
    box.press_sequentially("Before it went. ", delay=20)
    expect(status).to_contain_text("Saved at ")

    box.press_sequentially("While ", delay=20)
    site.kill()
    box.press_sequentially("it was gone. ", delay=20)
    expect(status).to_contain_text(OFFLINE)
    box.press_sequentially("And more.", delay=20)
    expect(status).to_contain_text(OFFLINE)
    assert "Saved" not in status.inner_text()
    site.start()

    expect(status).to_contain_text("Saved at ", timeout=30_000)
    expect(box).to_have_value("Before it went. While it was gone. And more.")
    assert site.texts()[-1].strip() == "Before it went. While it was gone. And more."
    expect(page.locator("#problem-mob-1")).to_have_text("")
    assert [name for name in drafts(page) if name.startswith("draft:")] == []


def test_a_reply_that_got_lost_is_no_clash_with_oneself(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_stage(project, open_browser(amina))
    times: list[int] = []

    def lose_the_first(route: Route) -> None:
        times.append(1)
        if len(times) == 1:
            route.fetch()  # it arrives, the reply does not
            route.abort()
        else:
            route.continue_()

    page.route("**/answers/mob-1/", lose_the_first)
    page.get_by_label(BOX).fill("Arrived. ")
    expect(page.locator(STATUS)).to_contain_text(OFFLINE)
    assert Answer.objects.get().text == "Arrived. "
    page.get_by_label(BOX).fill("Arrived. And went on.")

    expect(page.locator(STATUS)).to_contain_text("Saved at ")
    expect(page.locator("#problem-mob-1")).to_have_text("")
    assert list(AnswerVersion.objects.values_list("text", flat=True)) == ["Arrived. ", "Arrived. And went on."]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_that_is_starting_is_asked_again(status: int, project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_stage(project, open_browser(amina))
    page.route("**/answers/mob-1/", lambda route: route.fulfill(status=status), times=1)

    page.get_by_label(BOX).fill("Typed in between.")

    expect(page.locator(STATUS)).to_contain_text("Not saved: the planner does not answer. Your text is still here.")
    expect(page.locator(STATUS)).to_contain_text("Saved at ")
    assert Answer.objects.get().text == "Typed in between."


def test_a_late_reply_never_calls_newer_text_saved(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_stage(project, open_browser(amina))
    held: list[Route] = []
    page.route("**/answers/mob-1/", lambda route: held.append(route))
    page.get_by_label(BOX).fill("Older.")
    expect(page.locator(STATUS)).to_have_text("Saving…")
    page.get_by_label(BOX).fill("Older. Newer.")
    page.wait_for_timeout(1500)

    held[0].continue_()

    page.wait_for_function("() => document.querySelector('#seen-mob-1').value === '1'")
    page.wait_for_timeout(300)
    assert "Saved" not in page.locator(STATUS).inner_text()
    assert ["Newer" in value for name, value in drafts(page).items() if name.startswith("draft:")] == [True]
    held[1].continue_()
    expect(page.locator(STATUS)).to_contain_text("Saved at ")
    assert list(AnswerVersion.objects.values_list("text", flat=True)) == ["Older.", "Older. Newer."]
    assert [name for name in drafts(page) if name.startswith("draft:")] == []


def test_a_button_that_has_the_focus_does_nothing_by_itself(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_stage(project, open_browser(amina))
    page.locator("#form-mob-1 summary").click()
    page.get_by_label(BOX).fill("Typed, then tabbed on.")
    page.locator("#because-mob-1").fill("Not yet.")

    page.locator("#form-mob-1").get_by_role("button", name="Mark as not relevant").focus()

    expect(page.locator(STATUS)).to_contain_text("Saved at ")
    assert Answer.objects.get().said.because == ""


@SCRIPT
def test_signed_out_while_typing_one_signs_in_and_gets_the_text_back(project: Project, amina: User, open_browser: OpenBrowser, script: bool) -> None:
    amina.confirm_email()
    page = open_stage(project, open_browser(amina, script=script))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label(BOX).fill("Typed too late.\n\nŵ 👩‍👩‍👧 and \t a tab.")
    if script:
        expect(page.locator(STATUS)).to_contain_text("Not saved: you have been signed out. Your text is still here.")
        expect(page.get_by_role("heading", level=1)).to_have_text("Mobilising")
        page.get_by_role("button", name="Sign in and keep my text").click()
    else:
        page.locator("#form-mob-1").get_by_role("button", name="Save").click()

    expect(page.locator("main .lead")).to_have_text("You were signed out. Your text is kept: sign in and you get it back.")
    for password in ("a wrong one", PASSWORD):
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
        page.get_by_label("Work email").fill("amina@example.org")
        page.get_by_label("Password", exact=True).fill(password)
        page.locator("main button").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your text is still here")
    expect(page.get_by_label("Your text")).to_have_value("Typed too late.\n\nŵ 👩‍👩‍👧 and \t a tab.")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mobilising")
    expect(page.locator("#mob-1 .answer").first).to_contain_text("Typed too late.")
    assert Answer.objects.get().text == "Typed too late.\n\nŵ 👩‍👩‍👧 and \t a tab."
    page.goto("/kept/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your projects")


@SCRIPT
def test_someone_else_who_signs_in_after_the_time_out_sees_nothing_of_the_text(
    project: Project, amina: User, open_browser: OpenBrowser, script: bool
) -> None:
    owen = User.objects.create_user("owen@example.org", PASSWORD, name="Owen Pryce")
    owen.confirm_email()
    project.memberships.create(user=owen, role="editor")
    page = open_stage(project, open_browser(amina, script=script))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_label(BOX).fill("MARKER-4711 for Amina alone.")
    if script:
        page.get_by_role("button", name="Sign in and keep my text").click()
    else:
        page.locator("#form-mob-1").get_by_role("button", name="Save").click()

    page.get_by_label("Work email").fill("owen@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main button").first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your projects")
    for address in ("/kept/", "/projects/", project.address("stage", "mobilising"), project.address("move")):
        page.goto(address)
        assert "MARKER-4711" not in page.content()
        assert page.locator("textarea").evaluate_all("boxes => boxes.filter(box => box.value.includes('MARKER')).length") == 0
    assert not Answer.objects.exists()


def test_after_a_crash_of_the_tab_the_text_is_given_back_and_kept(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_stage(project, open_browser(amina))
    page.context.set_offline(True)
    page.get_by_label(BOX).fill("Typed before the crash.")
    crash(page)
    page.context.set_offline(False)

    again = open_stage(project, page.context.new_page())

    expect(again.get_by_label(BOX)).to_have_value("Typed before the crash.")
    notice = again.locator("#draft-of-text-mob-1")
    expect(notice).to_contain_text("Not saved yet: this is what you typed on ")
    assert not Answer.objects.exists()
    notice.get_by_role("button", name="Keep it").click()
    expect(again.locator(STATUS)).to_contain_text("Saved at ")
    expect(notice).to_have_count(0)
    assert Answer.objects.get().text == "Typed before the crash."
    assert [name for name in drafts(again) if name.startswith("draft:")] == []
    open_stage(project, again)
    expect(again.locator(".draft")).to_have_count(0)


def test_what_was_given_back_can_be_thrown_away(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    project.answer("mob-1", "As it was saved.", by=amina, seen=0)
    page = open_stage(project, open_browser(amina))
    page.context.set_offline(True)
    page.locator("#mob-1 summary").first.click()
    page.get_by_label(BOX).fill("A second thought.")
    page.close(run_before_unload=False)
    page.context.set_offline(False)
    again = open_stage(project, page.context.new_page())
    expect(again.get_by_label(BOX)).to_have_value("A second thought.")

    again.locator("#draft-of-text-mob-1").get_by_role("button", name="Throw it away").click()

    expect(again.get_by_label(BOX)).to_have_value("As it was saved.")
    expect(again.get_by_label(BOX)).to_be_focused()
    expect(again.locator(STATUS)).to_have_text("")
    expect(again.locator("#margin-mob-1")).to_contain_text("Saved today at ")
    again.reload()
    expect(again.locator(".draft")).to_have_count(0)
    assert Answer.objects.get().text == "As it was saved."


def test_a_draft_meets_the_clash_page_if_someone_else_saved_meanwhile(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    tom = User.objects.create_user("tom@example.org", PASSWORD, name="Tom Reid")
    project.memberships.create(user=tom, role="editor")
    page = open_stage(project, open_browser(amina))
    page.context.set_offline(True)
    page.get_by_label(BOX).fill("Amina’s, before the crash.")
    crash(page)
    page.context.set_offline(False)
    project.answer("mob-1", "Tom’s, meanwhile.", by=tom, seen=0)

    again = open_stage(project, page.context.new_page())
    again.locator("#draft-of-text-mob-1").get_by_role("button", name="Keep it").click()

    expect(again.locator("#problem-mob-1")).to_contain_text("Tom Reid saved this answer")
    expect(again.get_by_label(BOX)).to_have_value("Amina’s, before the crash.")
    assert Answer.objects.get().text == "Tom’s, meanwhile."


def test_drafts_are_for_their_writer_alone_go_at_sign_out_and_after_a_week(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    tom = User.objects.create_user("tom@example.org", PASSWORD, name="Tom Reid")
    project.memberships.create(user=tom, role="editor")
    page = open_stage(project, open_browser(amina))
    page.route("**/answers/mob-1/", lambda route: route.abort())
    page.get_by_label(BOX).fill("Amina’s own.")
    become(page, tom)
    his = open_stage(project, page.context.new_page())
    his.route("**/answers/mob-1/", lambda route: route.abort())
    expect(his.get_by_label(BOX)).to_have_value("")
    expect(his.locator(".draft")).to_have_count(0)
    his.get_by_label(BOX).fill("Tom’s own.")
    assert len([name for name in drafts(his) if name.startswith("draft:")]) == 2
    his.once("dialog", lambda dialog: dialog.accept())

    his.get_by_role("button", name="Sign out").click()

    expect(his.get_by_role("link", name="Sign in")).to_be_visible()
    left = {name: value for name, value in drafts(his).items() if name.startswith("draft:")}
    assert ["Amina’s own." in value for value in left.values()] == [True]
    assert [name.split(":")[1] for name in left] == [str(amina.code)]
    page.evaluate("name => localStorage.setItem(name, JSON.stringify({text: 'old', at: Date.now() - 8 * 86400000}))", next(iter(left)))
    become(his, amina)
    open_stage(project, his)
    expect(his.locator(".draft")).to_have_count(0)
    assert [name for name in drafts(his) if name.startswith("draft:")] == []


def test_the_reason_for_a_move_outlives_a_closed_tab_and_goes_once_moved(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.goto(project.address("move"))
    page.get_by_label("Why?").fill("Partners agreed the need.")
    page.close(run_before_unload=False)
    again = page.context.new_page()

    again.goto(project.address("move"))

    expect(again.get_by_label("Why?")).to_have_value("Partners agreed the need.")
    expect(again.locator(".draft")).to_contain_text("Not saved yet")
    again.get_by_role("button", name="Make this move").click()
    expect(again.locator(".problem")).to_be_visible()
    expect(again.get_by_label("Why?")).to_have_value("Partners agreed the need.")
    assert len([name for name in drafts(again) if name.startswith("draft:")]) == 1
    again.get_by_label("2. Designing").check()
    again.get_by_role("button", name="Make this move").click()
    expect(again.get_by_role("heading", level=1)).to_have_text("Family Circle")
    assert [name for name in drafts(again) if name.startswith("draft:")] == []
    assert Move.objects.latest("pk").reason == "Partners agreed the need."


def test_a_comment_that_was_sent_is_no_draft_though_its_box_is_there_again(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.goto(project.address("answer-comments", "mob-1"))
    box = page.locator("main textarea[name=text]").first
    box.fill("Shall we ask the carers?")
    assert len([name for name in drafts(page) if name.startswith("draft:")]) == 1

    box.locator("xpath=ancestor::form").locator("button").first.click()

    expect(page.locator("main")).to_contain_text("Shall we ask the carers?")
    expect(page.locator(".draft")).to_have_count(0)
    assert [name for name in drafts(page) if name.startswith("draft:")] == []


@pytest.mark.parametrize("storage", ["full", "forbidden"])
def test_without_storage_all_else_works(storage: str, project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    if storage == "full":
        page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); };")
    else:
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } });")
    open_stage(project, page)

    page.get_by_label(BOX).fill("Typed in a private window.")

    expect(page.locator(STATUS)).to_contain_text("Saved at ")
    assert Answer.objects.get().text == "Typed in a private window."


def test_a_sign_in_in_another_tab_does_not_stop_an_ordinary_form(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_browser(amina)
    page.goto(project.address("move"))
    page.get_by_label("Why?").fill("Partners agreed the need.")
    page.get_by_label("2. Designing").check()
    page.context.clear_cookies()
    become(page, amina)
    page.context.new_page().goto(project.address("move"))

    page.get_by_role("button", name="Make this move").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Family Circle")
    assert Move.objects.latest("pk").to_stage == "designing"


def test_without_a_script_a_form_that_was_open_too_long_gives_its_text_to_copy(project: Project, amina: User, open_browser: OpenBrowser) -> None:
    page = open_stage(project, open_browser(amina, script=False))
    page.get_by_label(BOX).fill("Typed before the token changed.")
    page.context.clear_cookies(name="csrftoken")

    page.locator("#form-mob-1").get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("This page was open too long")
    expect(page.get_by_label("Your text")).to_have_value("Typed before the token changed.")
    expect(page.get_by_label("Your text")).to_have_attribute("readonly", "")
    expect(page.locator("form, [name=csrfmiddlewaretoken]")).to_have_count(0)
