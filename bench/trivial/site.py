"""One page: who is signed in (session and user), one query of its own, a template."""

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

PAGE = (
    "<!doctype html><title>x</title><h1>{{ who }}</h1>"
    "<ul>{% for row in rows %}<li>{{ row.model }}</li>{% endfor %}</ul>"
)


def page(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    rows = ContentType.objects.all()[:20]
    return HttpResponse(template.render({"who": request.session.get("who"), "rows": rows}))


def start(request: HttpRequest) -> HttpResponse:
    request.session["who"] = "somebody"
    return HttpResponse("ok")


urlpatterns = [path("", page), path("start/", start)]
