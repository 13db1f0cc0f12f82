"""The product's settings, on the test server, with cheap password hashing; nothing else differs."""

import os

os.environ["TRAMA_SERVER"] = "test"
os.environ["TRAMA_DEMO"] = "1"
os.environ.setdefault("TRAMA_VAR", os.path.join(os.path.dirname(__file__), "..", "..", "var", "test"))

from trama.config.settings import *  # noqa: E402, F403

ARGON2 = {"memory_kib": 64, "time_cost": 1, "parallelism": 1}
SECOND_FACTOR = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
