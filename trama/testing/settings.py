"""The product's settings, on the test server, with cheap password hashing; nothing else differs."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ["TRAMA_SERVER"] = "test"
os.environ["TRAMA_DEMO"] = "1"
os.environ.setdefault("TRAMA_VAR", str(Path(__file__).resolve().parents[2] / "var" / "test"))
# Each run has its own memory of serials and shreds: its database is a new one. Servers that a test starts share it.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "one")
if os.environ.get("TRAMA_TEST_WITNESS_OF") != _worker:
    os.environ["TRAMA_TEST_WITNESS_OF"] = _worker
    os.environ["TRAMA_WITNESS_DIR"] = tempfile.mkdtemp(prefix="trama-witness-")
    atexit.register(shutil.rmtree, os.environ["TRAMA_WITNESS_DIR"], ignore_errors=True)

from trama.config.settings import *  # noqa: E402, F403

ARGON2 = {"memory_kib": 64, "time_cost": 1, "parallelism": 1}
SECOND_FACTOR = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
