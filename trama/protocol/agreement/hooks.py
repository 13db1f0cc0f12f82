"""What the areas above do when a version comes into force: they register here, and are called in its transaction."""

from collections.abc import Callable

from trama.access.actor import Actor
from trama.common.registry import Registry
from trama.protocol.agreement.models import Version

on_activation: Registry[Callable[[Actor, Version], object]] = Registry("a version comes into force")
