"""One woman's life at the centre Aurora with a row behind every page: for the tests that walk all URLs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from trama.access.context import acting
from trama.access.roles import Role
from trama.accounts.desks.services import open_desk
from trama.accounts.invitations.services import invite
from trama.accounts.members.services import change_roles
from trama.cases import services as cases
from trama.cases.contacts import Contacts
from trama.cases.models import Path
from trama.common.documents import DocumentKind, Upload
from trama.consent.services import record_consent
from trama.consent.terms import Item, Recipient, Terms
from trama.deadlines import services as deadlines
from trama.network.editing import write_referent, write_service
from trama.network.models import Organisation
from trama.network.referents import appoint_referent
from trama.protocol.agreement.services.files import take_in
from trama.protocol.agreement.services.renewal import prepare_version
from trama.protocol.agreement.services.trust import load_trust
from trama.protocol.agreement.verification import Arrival, TrustFound
from trama.protocol.commitments.links.services import make_link
from trama.protocol.commitments.models import Ownership
from trama.protocol.commitments.proofs import Proof
from trama.protocol.commitments.services import give_evidence
from trama.protocol.meetings import services as meetings
from trama.protocol.meetings.services import tables
from trama.protocol.models import RenewalItem, Signatory, Version
from trama.protocol.procedures import services as procedures
from trama.protocol.procedures.files import looked_at
from trama.protocol.resources import services as resources
from trama.protocol.signatures.codec import to_json
from trama.protocol.signatures.jobs import Source
from trama.protocol.signatures.verifying import verify
from trama.referrals.drafts import Draft
from trama.referrals.models import Parcel, Referral
from trama.referrals.services.preparing import agree, prepare_parcel, write_draft
from trama.referrals.services.receiving import accept_referral
from trama.referrals.services.sending import send_parcel
from trama.referrals.sharing import shareable_fields
from trama.risk.content import Content
from trama.risk.services import assess_risk
from trama.shelters import services as shelters
from trama.statistics.services import compute_submission
from trama.testing.cast import Cast, Person
from trama.testing.signing.authority import person, root
from trama.testing.signing.envelopes import Hand, envelope
from trama.vault.keyring import Keyring

TEXT = "Zoë racconta con calma"


class World:
    """Builds the rows and remembers their ids by the names that URLs give them."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.ids: dict[str, UUID] = {"organisation": cast.organisations["municipio"]}
        self._keyrings: dict[str, Keyring] = {}
        with self.at_work(cast.ada) as who:
            self.path = self._path(who)
            self._dues(who)
        self._letters()
        self._house()
        self._people()
        self._agreement()
        self._library()
        self._commitments()
        self._resources()
        self._shift()
        self._governance()
        with self.at_work(cast.dina) as who:
            submission = compute_submission(**who, year=timezone.localdate().year, at=timezone.now())
            self.ids["submission_id"] = submission.pk

    @contextmanager
    def at_work(self, person: Person) -> Iterator[dict[str, Any]]:
        """Her actor and keys, as every service takes them."""
        keyring = self._keyrings.get(person.name) or person.unlock()
        self._keyrings[person.name] = keyring
        with acting(person.actor):
            yield {"actor": person.actor, "keyring": keyring}

    def _people(self) -> None:
        with self.at_work(self.cast.bianca) as who:
            expected = invite(**who, name="Zoë", roles=[Role.OPERATOR])
            service = write_service(
                actor=who["actor"], name="Accoglienza", kind="front_office", address_regime="reserved"
            )
            referent = write_referent(actor=who["actor"], office="Ufficio di rete")
        self.ids |= {"service_id": service.pk, "referent_id": referent.pk}
        self.ids |= {"membership_id": self.cast.agata.membership_id, "invitation_id": expected.invitation_id}

    def _shift(self) -> None:
        """Bice writes to the front office, Ada and Agata read: one call was read, one waits."""
        desk, bice = self.ids["service_id"], self.cast.bice
        readers = [self.cast.ada.membership_id, self.cast.agata.membership_id]
        with self.at_work(self.cast.bianca) as who:
            open_desk(**who, service_id=desk, readers=readers)
            change_roles(**who, membership_id=bice.membership_id, roles=[Role.SHIFT], service_ids=[desk])
        on_shift = replace(bice.actor, service_ids=frozenset({desk}))
        first, second = uuid4(), uuid4()
        with acting(on_shift):
            for call in (first, second):
                cases.write_shift_call(
                    actor=on_shift, service_id=desk, kind="conversation", note=TEXT, call_id=call
                )
        with self.at_work(self.cast.ada) as who:
            cases.take_over(**who, shift_call_id=first)
        self.ids["shift_call_id"] = second

    def _commitments(self) -> None:
        """Aurora gives evidence for a commitment, and the lead body sends it a link."""
        year = timezone.localdate().year
        aurora = self.cast.organisations["aurora"]
        with acting(self.cast.franca.actor):
            row = Ownership.objects.select_related("commitment").get(
                organisation=aurora, commitment__code="A3-01"
            )
            proof = Proof("act", timezone.localdate(), "Nomina della referente")
            given = give_evidence(
                actor=self.cast.franca.actor, ownership=row, year=year, proof=proof,
                upload=Upload(DocumentKind.PDF, b"%PDF-1.7 prova"),
            )  # fmt: skip
        with acting(self.cast.tea.actor):
            handed = make_link(actor=self.cast.tea.actor, organisation=aurora, year=year, days=30)
        self.ids |= {
            "commitment_id": row.commitment_id, "ownership_id": row.pk, "evidence_id": given.pk,
            "body_id": aurora, "link_id": handed.link.pk,
        }  # fmt: skip

    def _path(self, who: dict[str, Any]) -> Path:
        contacts = Contacts(telephone="000 123 456", may_call="times")
        profile = {"age_class": "a30_39", "violence_type": ["physical"], "access_channel": "self"}
        author = {"relationship_l53": "spouse_cohabitant"}
        path = cases.open_path(**who, name="Zoë", contacts=contacts, profile=profile, author=author)
        on = {**who, "path_id": path.pk}
        self.ids |= {
            "path_id": path.pk,
            "subject": path.pk,
            "entry_id": cases.add_entry(**on, kind="note", words=TEXT).pk,
            "activation_id": cases.activate(**on, service="listening", status="requested").pk,
            "child_id": cases.add_child(**on, name="Sole", exposure="witnessed").pk,
            "call_id": cases.log_call(**who, kind="conversation", note=TEXT).pk,
        }
        called = cases.call_in_specialist(**on, to=self.cast.elsa.membership_id, expertise="legal_civil")
        self.ids["member_id"] = called.pk
        return path

    def _agreement(self) -> None:
        """A renewal in hand, and a referent that the lead body wrote for the body without keys."""
        with self.at_work(self.cast.tea) as who:
            tea = who["actor"]
            renewal = prepare_version(actor=tea, title="Protocollo nuovo")
            office = appoint_referent(
                actor=tea,
                organisation=self.ids["organisation"],
                office="Segreteria",
                since=timezone.localdate(),
            )
            in_force = Version.objects.get(state="in_force")
            aurora = Signatory.objects.get(version=in_force, organisation=self.cast.organisations["aurora"])
            item = RenewalItem.objects.filter(version=renewal)[0]
        self.ids |= {
            "version_id": renewal.pk, "version_in_force": in_force.pk, "item_id": item.pk,
            "signatory_id": aurora.pk, "office_id": office.pk,
        }  # fmt: skip
        self._signed(aurora)

    def _signed(self, aurora: Signatory) -> None:
        """A signed document that waits, its report, and the list it was checked against: as if just verified."""
        data = envelope(b"Protocollo di prova", Hand(person()))
        arrival = Arrival(data, b"", "p7m", to_json(verify(data)), "INDETERMINATE", signers=1)
        with self.at_work(self.cast.franca) as who:
            file = take_in(actor=who["actor"], signatory=aurora, kind="signed", arrival=arrival)
        with self.at_work(self.cast.tea) as who:
            source, found = Source("Lista di prova", root().pem), TrustFound(1, False, False, None, None)
            trust = load_trust(actor=who["actor"], source=source, found=found)
        self.ids |= {"file_id": file.pk, "trust_id": trust.pk}

    def _library(self) -> None:
        """A procedure in force, with its file and a body that spread it."""
        today = timezone.localdate()
        with self.at_work(self.cast.tea) as who:
            actor = who["actor"]
            draft = procedures.open_document(
                actor=actor, kind="guideline", title="Al telefono", text="Si ascolta.", document_id=uuid4(),
                upload=looked_at(b"%PDF-1.7 prova"),
            )  # fmt: skip
            edition = procedures.put_in_force(actor=actor, edition=draft, on=today)
        with self.at_work(self.cast.franca) as who:
            procedures.confirm_dissemination(
                actor=who["actor"], edition=edition, way="meeting", spread_on=today
            )
        self.ids |= {"document_id": edition.document_id, "edition_id": edition.pk}

    def _governance(self) -> None:
        """A meeting of a group that invites Aurora and not Iris, and a table of Aurora and Ginestra."""
        cast, now = self.cast, timezone.localtime()
        aurora, day = cast.organisations["aurora"], timedelta(days=1)
        lead: dict[str, Any] = {"actor": cast.tea.actor}
        with acting(cast.tea.actor):
            group = meetings.open_group(**lead, name="Formazione", members={aurora}, chair=aurora)
            milestone = meetings.add_milestone(**lead, group_id=group.pk, title="Programma")
            met = meetings.plan_meeting(
                **lead, kind="group", group_id=group.pk, title="Primo incontro", starts_at=now - day, ends_at=now,
                bodies={aurora, cast.organisations["capofila"]}, agenda=["Programma"], place="Sala grande",
            )  # fmt: skip
            on = {**lead, "meeting_id": met.pk}
            meetings.convene_meeting(**on)
            meetings.record_attendance(**on, attendance={aurora: "present"})
            meetings.write_minutes(**on, parts=[], decisions=["Un corso"], courts="Andamento stabile.")
            item = meetings.give_action(**on, text="Programma", owner=aurora, due_on=now.date())
            meetings.approve_minutes(**on)
        chair: dict[str, Any] = {"actor": cast.franca.actor}
        with acting(cast.franca.actor):
            table = tables.open_table(**chair, name="Tavolo", members={cast.organisations["ginestra"]})
            on = {**chair, "table_id": table.pk, "title": "Seduta"}
            session = tables.call_session(
                **on, starts_at=now - day, ends_at=now, place="Sala", agenda=["Posti"]
            )
            paper = tables.put_paper(**on, text="Servono posti.")
            tables.record_session_attendance(**chair, session_id=session.pk, attendance={aurora: "present"})
            tables.write_session(
                **chair, session_id=session.pk, minutes="Mancano posti.", priorities=["Posti"]
            )
        self.ids |= {
            "meeting_id": met.pk, "group_id": group.pk, "milestone_id": milestone.pk, "action_id": item.pk,
            "table_id": table.pk, "session_id": session.pk, "paper_id": paper.pk,
        }  # fmt: skip

    def _resources(self) -> None:
        """A funding line, an agreement, an indicator of Aurora's with a value."""
        day, aurora = timezone.localdate(), self.cast.organisations["aurora"]
        with self.at_work(self.cast.tea) as who:
            actor = who["actor"]
            line = resources.write_line(
                actor=actor, row_id=uuid4(), body=actor.organisation_id, name="Fondo", source="Regione",
                begins_on=day, ends_on=None, total=Decimal(1000), act="", note="",
            )  # fmt: skip
            resources.write_year(
                actor=actor, line=line, year=day.year, budget=Decimal(1000), spent=Decimal(900)
            )
            sustained = resources.write_sustained(
                actor=actor,
                line=line,
                row_id=uuid4(),
                year=day.year,
                activity="course",
                text="Corsi",
                number=7,
            )
            convention = resources.write_convention(
                actor=actor, row_id=uuid4(), partner=aurora, title="Sportello", finances="Ore", line_id=line.pk,
                amount=None, begins_on=day, ends_on=day, act="",
            )  # fmt: skip
            indicator = resources.write_indicator(
                actor=actor, row_id=uuid4(), body=aurora, name="Scuole", definition="Scuole raggiunte",
                unit="scuole", counts_people=False, direction="up", target=Decimal(9), target_year=day.year,
            )  # fmt: skip
            resources.agree_indicator(actor=actor, indicator=indicator, agreed_on=day, decision="Incontro")
        with self.at_work(self.cast.franca) as who:
            resources.report_value(actor=who["actor"], indicator=indicator, year=day.year, value=Decimal(6))
        self.ids |= {"line_id": line.pk, "sustained_id": sustained.pk, "convention_id": convention.pk}
        self.ids["indicator_id"] = indicator.pk

    def _house(self) -> None:
        """Aurora gives hospitality too, so that its people and another centre's can be asked for the same pages."""
        with self.at_work(self.cast.bianca) as who:
            house = shelters.open_house(**who, name="Glicine", level="protected_secret", days=180)
            place = shelters.add_place(**who, house_id=house.pk, beds=2, note="Al piano terra")
            circle = [self.cast.bianca.membership_id, self.cast.ada.membership_id]
            shelters.write_address(**who, house_id=house.pk, address=TEXT, directions=TEXT, members=circle)
        with self.at_work(self.cast.ada) as who:
            request = shelters.ask_place(**who, path_id=self.path.pk, needed=TEXT, avoid=TEXT)
            until = timezone.localdate() + timedelta(days=30)
            stay = shelters.admit(**who, request_id=request.pk, place_id=place.pk, until=until)
        self.ids |= {
            "house_id": house.pk, "place_id": place.pk, "request_id": request.pk, "stay_id": stay.pk,
        }  # fmt: skip

    def _dues(self, who: dict[str, Any]) -> None:
        review = timezone.localdate() + timedelta(days=7)
        assessed = assess_risk(
            **who, subject=self.path.pk, record_key=self.path.woman.record_key, content=Content(level="medium"),
            next_review_on=review,
        )  # fmt: skip
        due = deadlines.open_deadline(
            actor=who["actor"], kind="consent_expiry", subject=self.path.pk, source=assessed.pk,
            due_at=timezone.now() + timedelta(days=2),
        )  # fmt: skip
        told = deadlines.tell(
            actor=who["actor"], code="referral_taken_over", subject=self.path.pk, source=assessed.pk
        )
        said = record_consent(
            **who, subject=self.path.pk, record_key=self.path.woman.record_key,
            terms=Terms("safe_channel", (Recipient("Sportello legale"),), (Item("Come chiamarla"),), "", "in_person"),
            expires_on=timezone.localdate() + timedelta(days=30),
        )  # fmt: skip
        self.ids |= {"pk": due.pk, "notice": told.pk, "consent": said.pk}

    def parcel(self, who: dict[str, Any], receiver: str, *, path: Path | None = None) -> Parcel:
        """A letter ready to be agreed to."""
        subject = path or self.path
        organisation = Organisation.objects.get(pk=self.cast.organisations[receiver])
        parcel = prepare_parcel(
            **who, subject=subject.pk, record_key=subject.woman.record_key, receivers=[organisation.pk]
        )
        fields = shareable_fields(**who, subject=subject.pk)
        draft = Draft(
            receivers=(Recipient(organisation.official_name, organisation.pk),),
            expires_on=timezone.localdate() + timedelta(days=14),
            fields=tuple(fields[:2]),
            purpose="Cerca un posto tranquillo.",
        )
        write_draft(**who, parcel=parcel.pk, draft=draft)
        return parcel

    def send(self, who: dict[str, Any], receiver: str, *, path: Path | None = None) -> Referral:
        """Agreed to and sent."""
        parcel = self.parcel(who, receiver, path=path)
        agree(**who, parcel=parcel.pk, way="in_person")
        return send_parcel(**who, parcel=parcel.pk)[0]

    def _letters(self) -> None:
        with self.at_work(self.cast.ada) as who:
            parcel = self.parcel(who, "sociale")
            self.ids |= {"parcel": parcel.pk, "letter": Referral.objects.get(parcel=parcel).pk}
        with self.at_work(self.cast.pia) as who:
            hers = cases.open_path(**who, name="Amina")
            waiting = self.send(who, "aurora", path=hers)
            taken = self.send(who, "aurora", path=hers)
        with self.at_work(self.cast.ada) as who:
            accept_referral(**who, referral=taken.pk)
        self.ids |= {"referral": waiting.pk, "taken": taken.pk}
