"""The command line of `trama`: one module a command, each with `register(subparsers)` (trama/common/commands.py).

They hold arguments and texts and import nothing of Django; what a command does is elsewhere.
"""

MODULES = (
    "trama.demo.cli",
    "trama.config.commands.setup",
    "trama.config.commands.serve",
    "trama.config.commands.db",
    "trama.config.commands.check",
    "trama.config.commands.org",
    "trama.config.commands.protocol",
    "trama.audit.cli",
    "trama.protocol.report.cli",
    "trama.protocol.signatures.cli",
)
