"""`trama audit …`."""

from trama.common.commands import Needs, Subparsers, runs, words


def register(subparsers: Subparsers) -> None:
    parser = subparsers.add_parser(
        "audit",
        help="verify the audit trail",
        description="The audit trail: who did what to which record, sealed every minute by a chain of keyed marks.",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    verify = actions.add_parser(
        "verify",
        help="check that no sealed row was edited, deleted, moved or inserted",
        description="Check every sealed row and the chain of seals against the key and the file of heads, both kept"
        " outside the database. Exit code 0: whole; 1: something was changed; 3: the key is missing.",
    )
    verify.add_argument("--json", action="store_true", help="print the report as JSON")
    runs(verify, "trama.audit.commands:verify", needs=Needs.DATABASE)
    seal = actions.add_parser(
        "seal",
        help="seal now what is not sealed yet (a job does it every minute)",
        description="Seal every row that no seal covers yet, and write the head to the file outside the database."
        " Exit code 0: done, also when there was nothing to seal; 3: the key is missing or the file cannot be written.",
    )
    runs(seal, "trama.audit.commands:seal", needs=Needs.DATABASE)
    accept = actions.add_parser(
        "rewind",
        help="after a restore: accept that the chain goes on from what the database holds",
        description="After an older backup was put back on purpose, or the file of heads was lost: go on from the"
        " last seal in the database. Written to the file of heads with the reason, and told by every"
        " verification from then on.",
    )
    accept.add_argument("reason", metavar="REASON", type=words, help="why, for who will read it in a year")
    runs(accept, "trama.audit.commands:rewind", needs=Needs.DATABASE)
