"""Every address. A sample's pages are a project's pages under its own name, read only."""

from allauth.account import views as account
from django.urls import path, re_path

from journey.views import (
    answers,
    bins,
    errors,
    handovers,
    home,
    invitations,
    journeys,
    logs,
    maps,
    moves,
    pages,
    people,
    projects,
    reviews,
    samples,
    stages,
)

urlpatterns = [
    path("", home.show, name="home"),
    path("map/", maps.show, name="map"),
    path("map/questions/", maps.questions, name="map-questions"),
    path("map/crosswalk/", maps.crosswalk, name="map-crosswalk"),
    path("map/glossary/", maps.glossary, name="map-glossary"),
    path("map/<slug:key>/", maps.stage, name="map-stage"),
    path("samples/", samples.index, name="samples"),
    path("samples/<slug:slug>/", projects.show_sample, name="sample"),
    path("samples/<slug:slug>/stages/<slug:stage>/", stages.show_sample, name="sample-stage"),
    path("samples/<slug:slug>/journey/", journeys.show_sample, name="sample-journey"),
    path("samples/<slug:slug>/review/", reviews.show_sample, name="sample-review"),
    path("samples/<slug:slug>/review.pdf", reviews.pdf_of_sample, name="sample-review-pdf"),
    path("projects/", projects.index, name="projects"),
    path("projects/new/", projects.new, name="project-new"),
    path("projects/<uuid:project_id>/", projects.show, name="project"),
    path("projects/<uuid:project_id>/edit/", projects.edit, name="project-edit"),
    path("projects/<uuid:project_id>/stages/<slug:stage>/", stages.show, name="project-stage"),
    path("projects/<uuid:project_id>/answers/<slug:key>/", answers.save, name="project-answer"),
    path("projects/<uuid:project_id>/moves/new/", moves.new, name="project-move"),
    path("projects/<uuid:project_id>/journey/", journeys.show, name="project-journey"),
    path("projects/<uuid:project_id>/review/", reviews.show, name="project-review"),
    path("projects/<uuid:project_id>/review.pdf", reviews.pdf, name="project-review-pdf"),
    path("projects/<uuid:project_id>/people/", people.index, name="project-people"),
    path("projects/<uuid:project_id>/people/invite/", people.invite, name="project-invite"),
    path("projects/<uuid:project_id>/people/<uuid:code>/", people.edit, name="project-member"),
    path("projects/<uuid:project_id>/people/<uuid:code>/end/", people.end, name="project-member-end"),
    path("projects/<uuid:project_id>/people/<uuid:code>/lead/", handovers.new, name="project-handover-new"),
    path("projects/<uuid:project_id>/invitations/<uuid:invitation_id>/send/", people.send_again, name="project-invitation-send"),
    path("projects/<uuid:project_id>/invitations/<uuid:invitation_id>/withdraw/", people.withdraw, name="project-invitation-withdraw"),
    path("projects/<uuid:project_id>/handovers/<uuid:handover_id>/", handovers.show, name="project-handover"),
    path("projects/<uuid:project_id>/log/", logs.show, name="project-log"),
    path("projects/<uuid:project_id>/bin/", bins.put, name="project-bin"),
    path("projects/<uuid:project_id>/restore/", bins.restore, name="project-restore"),
    path("bin/", bins.index, name="bin"),
    path("invitations/<uuid:invitation_id>/<slug:key>/", invitations.show, name="invitation"),
    path("roles/", pages.roles, name="roles"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    # Of allauth's addresses only those whose pages are in our look.
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("accounts/password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error
