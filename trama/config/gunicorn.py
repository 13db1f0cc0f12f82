"""gunicorn's settings (`gunicorn -c python:trama.config.gunicorn`)."""

import gc
import os
from pathlib import Path

from gunicorn.config import Config
from gunicorn.glogging import Logger

from trama.config import environment
from trama.config.errors import SilentFormatter


class SilentLogger(Logger):  # type: ignore[misc]  # untyped
    """What the web server itself has to say of a request: as little as the application does."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(SilentFormatter("{asctime} {levelname} {name} {message}", style="{"))


wsgi_app = "trama.config.wsgi:application"
bind = f"{os.environ.get('TRAMA_BIND', '127.0.0.1')}:{os.environ.get('TRAMA_PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("TRAMA_WORKERS", min(4, max(2, os.cpu_count() or 2))))
threads = environment.threads()  # each holds one database connection
preload_app = True  # imported once, shared by the processes; nothing connects to the database before the fork
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = 20_000  # a slow leak ends with its process
max_requests_jitter = 2_000
accesslog = None  # who read what is nobody's to keep; the audit has what must be known
errorlog = "-"
logger_class = SilentLogger
loglevel = "warning"
control_socket_disable = True
# Heartbeats of the workers: in memory, so that a slow disk does not look like a dead worker.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108


def when_ready(_server: object) -> None:
    """Before the first worker is made. What was imported stays for good: the garbage collector need not look at it
    again, which took it 80 ms in the midst of a search. Nor every 700 new objects: a page makes several thousand, and
    hardly ever a ring of them that only the collector finds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
