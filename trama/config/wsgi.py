"""The application as a server loads it: once, before the worker processes are made."""

import os
from pathlib import Path

from django.apps import apps
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trama.config.settings")
application = get_wsgi_application()


def warm() -> None:
    """Load addresses and templates now: the workers share them, and nobody waits for the first page."""
    reverse("accounts:sign_in")
    for app in apps.get_app_configs():
        folder = Path(app.path, "templates")
        if app.name.startswith("trama."):
            for template in folder.rglob("*.html"):
                get_template(str(template.relative_to(folder)))


warm()
