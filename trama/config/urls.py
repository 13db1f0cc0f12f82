"""Every URL of the installation; each app brings its own, each with its action."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from trama.access.actions import Action
from trama.access.urls import path as page
from trama.ui.views import gallery_page

APPS = (
    "cases",  # first: addresses are looked for in this order, and most pages are of a path
    "accounts",
    "audit",
    "network",
    "deadlines",
    "consent",
    "risk",
    "referrals",
    "protocol",
    "shelters",
    "statistics",
)

handler400 = "trama.config.errors.bad_request"
handler500 = "trama.config.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"trama.{app}.urls"))
    for app in APPS
    if f"trama.{app}" in settings.INSTALLED_APPS and find_spec(f"trama.{app}.urls")
]
if settings.DEMO:  # the components, for who builds pages
    urlpatterns += [
        page("ui/", gallery_page, action=Action.PUBLIC, name="gallery"),
        page("ui/<slug:page>/", gallery_page, action=Action.PUBLIC, name="gallery-page"),
    ]
