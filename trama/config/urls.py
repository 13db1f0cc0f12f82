"""Every URL of the installation; each app brings its own, each with its action."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("trama.deadlines.urls")),
]
