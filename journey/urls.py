"""Every address. A sample's pages are a project's pages under its own name, read only."""

from allauth.account import views as account
from django.urls import path, re_path

from journey.views import accounts, answers, emails, errors, home, journeys, maps, moves, pages, projects, reviews, samples, sessions, stages

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
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("accounts/", accounts.own, name="account"),
    path("site/accounts/", accounts.index, name="site-accounts"),
    path("site/accounts/new/", accounts.new, name="site-account-new"),
    path("site/accounts/<uuid:code>/", accounts.show, name="site-account"),
    # Of allauth's addresses only those whose pages are in our look.
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^accounts/confirm-email/(?P<key>[-:\w]+)/$", emails.confirm, name="account_confirm_email"),
    path("accounts/email/", account.email, name="account_email"),
    path("accounts/sessions/", sessions.index, name="usersessions_list"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", account.password_set, name="account_set_password"),
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
