"""People on a project: inviting, joining, changing a part, leaving, and handing over the lead."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from journey.models import Handover, Invitation, Membership, Project, User
from tests.conftest import PASSWORD, member_of

type ClientOf = Callable[[User], Client]
NEW = {"email": "Tom@Brackenshire.example", "role": "editor", "job": "Practice lead, Brackenshire"}


def invite(client: Client, project: Project, **said: str) -> Invitation:
    client.post(project.address("invite"), NEW | said)
    return Invitation.objects.latest("made_at")


def later(thing: Invitation | Handover, days: int) -> None:
    """Let days pass for something that waits for an answer."""
    thing.expires_at -= timedelta(days=days)
    thing.save(update_fields=["expires_at"])


def test_an_owner_invites_someone_without_an_account_who_joins_by_the_link(
    project: Project, amina: User, client_of: ClientOf, client: Client
) -> None:
    invitation = invite(client_of(amina), project, organisation=str(project.organisations.get(name="Juniper Steps").pk))
    message = mail.outbox[0]
    assert (message.to, message.reply_to, message.subject) == (
        ["tom@brackenshire.example"],
        ["amina@example.org"],
        "Amina Rahman invites you to Family Circle",
    )
    assert invitation.get_absolute_url() in str(message.body)

    reply = client.post(invitation.get_absolute_url(), {"do": "sign-up"})
    form = client.get(reply["Location"]).content.decode()
    assert 'value="tom@brackenshire.example"' in form
    client.post(
        reply["Location"], {"name": "Tom Reid", "email": "tom@brackenshire.example", "password1": PASSWORD, "next": invitation.get_absolute_url()}
    )
    page = client.post(invitation.get_absolute_url(), {"do": "accept"}, follow=True)

    tom = User.objects.get(email="tom@brackenshire.example")
    part = project.memberships.get(user=tom)
    assert page.redirect_chain[-1][0] == project.address()
    assert "You are in Family Circle now." in page.content.decode()
    assert (part.role, part.job, str(part.organisation)) == ("editor", "Practice lead, Brackenshire", "Juniper Steps")
    assert [str(message.to) for message in mail.outbox] == ["['tom@brackenshire.example']"], "no second mail to confirm what the link showed"


def test_an_organisation_that_works_on_the_project_and_pays_for_it_is_offered_once(
    project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    project.set_organisations([("Juniper Steps", "lead"), ("Brackenshire", "partner"), ("Brackenshire", "commissioner")])
    paying = project.organisations.get(part="commissioner")
    member = project.memberships.get(user=tom)
    member.describe(job="Commissioner", organisation=paying, by=amina)

    def offered(address: str) -> list[str]:
        page = client_of(amina).get(address).content.decode()
        return re.findall(r"<option[^>]*>([^<]+)</option>", page.split('name="organisation"')[1].split("</select>")[0])

    edited = project.address("member", member.code)
    assert [offered(project.address("invite")), offered(edited)] == [["Not said", "Juniper Steps", "Brackenshire"]] * 2
    assert f'<option value="{paying.pk}" selected>Brackenshire</option>' in client_of(amina).get(edited).content.decode()


def test_someone_with_an_account_finds_the_invitation_among_what_needs_them(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = invite(client_of(amina), project, email="Owen@Example.org", role="viewer")

    home = client_of(owen).get("/projects/").content.decode()
    assert "You are invited to Family Circle" in home
    assert invitation.get_absolute_url() in home
    client_of(owen).post(invitation.get_absolute_url(), {"do": "accept"})

    assert project.memberships.get(user=owen).role == "viewer"
    assert client_of(owen).get(project.address()).status_code == 200


def test_whoever_is_invited_reads_what_the_project_is_for_and_whoever_else_has_the_link_does_not(
    project: Project, amina: User, owen: User, leila: User, client_of: ClientOf, client: Client
) -> None:
    Project.objects.filter(pk=project.pk).update(outcome="Fewer families wait.")
    at = invite(client_of(amina), project, email=str(owen.email)).get_absolute_url()

    assert "Fewer families wait." in client_of(owen).get(at).content.decode()
    for other in (client, client_of(leila)):
        reply = other.get(at)
        page = reply.content.decode()
        assert "You are invited to Family Circle" in page and "Fewer families wait." not in page
        assert reply["Cache-Control"] == "no-store"


def test_opening_the_link_changes_nothing_however_often(project: Project, amina: User, client_of: ClientOf, client: Client) -> None:
    invitation = invite(client_of(amina), project)

    for _ in range(3):
        page = client.get(invitation.get_absolute_url())
        client.head(invitation.get_absolute_url())

    invitation.refresh_from_db()
    assert (page.status_code, invitation.accepted_at, project.memberships.count()) == (200, None, 1)
    assert "sessionid" not in client.cookies


def test_after_two_weeks_the_link_says_so_and_whom_to_ask(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = invite(client_of(amina), project, email=str(owen.email))
    later(invitation, 14)

    page = client_of(owen).get(invitation.get_absolute_url()).content.decode()
    refused = client_of(owen).post(invitation.get_absolute_url(), {"do": "accept"})

    assert "This invitation has expired" in page
    assert "Ask Amina Rahman" in page
    assert "mailto:amina@example.org" in page
    assert (refused.status_code, project.memberships.count()) == (409, 1)


def test_an_invitation_is_sent_again_with_two_more_weeks_and_the_same_link(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = invite(client_of(amina), project, email=str(owen.email))
    later(invitation, 20)

    client_of(amina).post(project.address("invitation-send", invitation.pk))
    client_of(owen).post(invitation.get_absolute_url(), {"do": "accept"})

    assert len(mail.outbox) == 2
    assert project.memberships.get(user=owen).role == "editor"


def test_a_withdrawn_invitation_lets_nobody_in(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = invite(client_of(amina), project, email=str(owen.email))
    client_of(amina).post(project.address("invitation-withdraw", invitation.pk))

    refused = client_of(owen).post(invitation.get_absolute_url(), {"do": "accept"})

    assert refused.status_code == 409
    assert "This invitation was withdrawn" in refused.content.decode()
    assert project.memberships.count() == 1
    assert "You are invited" not in client_of(owen).get("/projects/").content.decode()


def test_an_invitation_is_for_the_invited_email_alone(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = invite(client_of(amina), project)

    refused = client_of(owen).post(invitation.get_absolute_url(), {"do": "accept"})

    assert refused.status_code == 409
    assert "You are signed in as owen@example.org." in refused.content.decode()
    assert not project.memberships.filter(user=owen).exists()


def test_nobody_is_invited_twice_or_when_already_in(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    client = client_of(amina)
    invite(client, project, email="new@example.org")

    twice = client.post(project.address("invite"), NEW | {"email": "NEW@example.org", "job": "Kept as typed"})
    already = client.post(project.address("invite"), NEW | {"email": str(tom.email)})

    assert (twice.status_code, already.status_code) == (422, 422)
    assert "This email is invited already" in twice.content.decode()
    assert 'value="Kept as typed"' in twice.content.decode()
    assert "Someone with this email is in the project already" in already.content.decode()
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_declining_is_a_pressed_button_too(project: Project, amina: User, owen: User, client_of: ClientOf) -> None:
    invitation = invite(client_of(amina), project, email=str(owen.email))

    page = client_of(owen).post(invitation.get_absolute_url(), {"do": "decline"}, follow=True)

    invitation.refresh_from_db()
    assert "You have declined the invitation to Family Circle." in page.content.decode()
    assert invitation.declined_at is not None


def test_a_mail_that_cannot_be_sent_is_said_and_the_invitation_stands(
    project: Project, amina: User, client_of: ClientOf, settings: pytest.FixtureRequest
) -> None:
    settings.MAILERS = {"default": {"BACKEND": "tests.broken_mail.EmailBackend"}}  # type: ignore[attr-defined]  # pytest-django's settings

    page = client_of(amina).post(project.address("invite"), NEW, follow=True)

    assert "tom@brackenshire.example is invited, but the message could not be sent." in page.content.decode()
    assert Invitation.objects.get().is_open


def test_the_list_shows_everyone_with_organisation_job_and_what_they_may_do(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    invitation = invite(client_of(amina), project, email="new@example.org", role="commenter", job="Evaluation")

    page = " ".join(client_of(tom).get(project.address("people")).content.decode().split())

    for words in ("Amina Rahman", "Owner (innovation lead)", "Tom Reid", "Practice lead", "Editor", "new@example.org", "Evaluation", "Commenter"):
        assert words in page
    assert f"Invited, expires {timezone.localdate(invitation.expires_at).day} " in page
    assert "Invite someone" not in page, "an editor is offered nothing that he may not do"
    assert "amina@example.org" not in page


def test_an_owner_changes_what_someone_may_do_and_what_their_job_is(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    part = project.memberships.get(user=tom)

    client_of(amina).post(project.address("member", part.code), {"role": "viewer", "job": "Adviser"})

    part.refresh_from_db()
    assert (part.role, part.job) == ("viewer", "Adviser")
    assert client_of(tom).post(project.address("answer", "mob-1"), {"text": "x", "seen": "0"}).status_code == 403


def test_who_becomes_the_only_owner_while_their_part_is_changed_stays_it(
    project: Project, amina: User, tom: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_role = Membership.change_role

    def handed_over_first(member: Membership, role: str, *, by: User) -> None:
        project.memberships.filter(user=tom).update(role="owner")
        project.memberships.filter(user=amina).update(role="editor")
        change_role(member, role, by=by)

    monkeypatch.setattr(Membership, "change_role", handed_over_first)
    of_tom = project.memberships.get(user=tom)

    reply = client_of(amina).post(project.address("member", of_tom.code), {"role": "viewer", "job": "Lead"})

    assert reply.status_code == 409
    assert "has become the only owner" in reply.text
    assert 'value="Lead"' in reply.text
    assert project.memberships.get(user=tom).role == "owner"


def test_a_member_says_what_their_own_job_is_and_no_more(project: Project, tom: User, client_of: ClientOf) -> None:
    part = project.memberships.get(user=tom)

    client_of(tom).post(project.address("member", part.code), {"role": "owner", "job": "Team manager"})

    part.refresh_from_db()
    assert (part.role, part.job) == ("editor", "Team manager")


def test_the_last_owner_cannot_leave(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    part = project.memberships.get(user=amina)

    refused = client_of(amina).post(project.address("member-end", part.code))

    part.refresh_from_db()
    assert refused.status_code == 409
    assert "You are the only owner. Hand over the lead first" in refused.content.decode()
    assert part.ended_at is None


def test_an_owner_whose_account_is_closed_does_not_count_as_one(project: Project, amina: User) -> None:
    zoe = member_of(project, "Zoe Marsh", "owner")
    zoe.is_active = False
    zoe.save()

    with pytest.raises(Exception) as refused:
        project.memberships.get(user=amina).end(by=amina)

    assert type(refused.value).__name__ == "LastOwner"


def test_who_left_sees_nothing_and_what_they_wrote_keeps_their_name(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    project.answer("mob-1", "Written by Tom.", by=tom, seen=0)

    client_of(tom).post(project.address("member-end", project.memberships.get(user=tom).code))

    assert client_of(tom).get(project.address()).status_code == 404
    assert "Tom Reid" in client_of(amina).get(project.address("stage", "mobilising")).content.decode()
    assert "No longer in it" in client_of(amina).get(project.address("people")).content.decode()


def test_who_is_invited_again_takes_up_their_part_again(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    project.memberships.get(user=tom).end(by=amina)

    invitation = invite(client_of(amina), project, email=str(tom.email), role="viewer")
    client_of(tom).post(invitation.get_absolute_url(), {"do": "accept"})

    part = project.memberships.get(user=tom)
    assert (part.role, part.ended_at) == ("viewer", None)


def test_a_save_by_someone_just_removed_is_refused_with_the_reason_and_their_text(
    project: Project, amina: User, tom: User, client_of: ClientOf
) -> None:
    client = client_of(tom)
    client.get(project.address("stage", "mobilising"))
    project.memberships.get(user=tom).end(by=amina)

    refused = client.post(project.address("answer", "mob-1"), {"text": "Half an <hour> of work.", "seen": "0"})
    under_htmx = client.post(project.address("answer", "mob-1"), {"text": "The same.", "seen": "0"}, headers={"HX-Request": "true"})
    moved = client.post(project.address("move"), {"to": "designing", "reason": "My reason.", "carries_over": "What carries over."})

    page = refused.content.decode()
    assert (refused.status_code, under_htmx.status_code, moved.status_code) == (403, 403, 403)
    assert "Your part in Family Circle ended" in page
    assert "Half an &lt;hour&gt; of work.</textarea>" in page
    assert "Your text is still here: copy it. Your part in Family Circle ended" in under_htmx.content.decode()
    assert "My reason.</textarea>" in moved.content.decode()
    assert "What carries over.</textarea>" in moved.content.decode()
    assert not project.answers.exists()


def test_a_save_into_the_bin_is_refused_with_the_reason_and_the_text(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    project.put_in_bin(by=amina)

    refused = client_of(tom).post(project.address("answer", "mob-1"), {"text": "Too late.", "seen": "0"})

    assert refused.status_code == 403
    assert "Family Circle was put in the bin" in refused.content.decode()
    assert "Too late.</textarea>" in refused.content.decode()


def test_the_lead_is_handed_over_once_it_is_accepted(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    part = project.memberships.get(user=tom)

    client_of(amina).post(project.address("handover-new", part.code), {"afterwards": "editor"})
    offer = Handover.objects.get()
    part.refresh_from_db()
    assert (part.role, mail.outbox[0].to, mail.outbox[0].subject) == ("editor", [tom.email], "Will you lead Family Circle?")
    client_of(tom).get(offer.get_absolute_url())
    client_of(tom).post(offer.get_absolute_url(), {"do": "accept"})

    assert {str(m.user): m.role for m in project.memberships.all()} == {"Amina Rahman": "editor", "Tom Reid": "owner"}


@pytest.mark.parametrize(("who", "deed", "words"), [("tom", "decline", "did not accept the lead"), ("amina", "withdraw", "took back the offer")])
def test_an_offer_of_the_lead_that_is_declined_or_taken_back_changes_nothing(
    project: Project, amina: User, tom: User, client_of: ClientOf, who: str, deed: str, words: str
) -> None:
    offer = project.offer_lead(project.memberships.get(user=tom), by=amina, afterwards="viewer")

    client_of({"tom": tom, "amina": amina}[who]).post(offer.get_absolute_url(), {"do": deed})
    again = client_of(tom).post(offer.get_absolute_url(), {"do": "accept"})

    assert again.status_code == 409
    assert {m.role for m in Membership.objects.filter(user=amina)} == {"owner"}
    assert words in client_of(amina).get(project.address("log")).content.decode()


def test_an_offer_of_the_lead_ends_after_two_weeks(project: Project, amina: User, tom: User, client_of: ClientOf) -> None:
    offer = project.offer_lead(project.memberships.get(user=tom), by=amina, afterwards="viewer")
    later(offer, 14)

    late = client_of(tom).post(offer.get_absolute_url(), {"do": "accept"})

    assert late.status_code == 409
    assert "ended on" in late.content.decode()
    assert project.memberships.get(user=tom).role == "editor"


def test_only_the_one_asked_accepts(project: Project, amina: User, tom: User, leila: User, client_of: ClientOf) -> None:
    offer = project.offer_lead(project.memberships.get(user=tom), by=amina, afterwards="viewer")

    client_of(leila).post(offer.get_absolute_url(), {"do": "accept"})
    client_of(amina).post(offer.get_absolute_url(), {"do": "accept"})

    assert project.memberships.get(user=tom).role == "editor"


def test_what_has_waited_a_week_is_reminded_of_once(project: Project, amina: User, tom: User) -> None:
    invitation = project.invite("new@example.org", role="viewer", by=amina)
    offer = project.offer_lead(project.memberships.get(user=tom), by=amina, afterwards="viewer")

    call_command("remind", verbosity=0)
    assert mail.outbox == []
    later(invitation, 7)
    later(offer, 7)
    call_command("remind", verbosity=0)
    call_command("remind", verbosity=0)

    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["new@example.org"], "Reminder: Amina Rahman invites you to Family Circle"),
        ([tom.email], "Reminder: Will you lead Family Circle?"),
    ]
    assert f"http://127.0.0.1:8000{offer.get_absolute_url()}" in str(mail.outbox[1].body)
