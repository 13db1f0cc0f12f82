"""Rows as they are now, held until the transaction ends: two people at one thing do not undo each other."""

from trama.protocol.agreement.models import Signatory, SignedFile, Version


def locked_version(version: Version) -> Version:
    return Version.objects.select_for_update().get(network=version.network_id, pk=version.pk)


def locked_signatory(signatory: Signatory) -> Signatory:
    return Signatory.objects.select_for_update().get(network=signatory.network_id, pk=signatory.pk)


def locked_file(file: SignedFile) -> SignedFile:
    return SignedFile.objects.select_for_update().get(network=file.network_id, pk=file.pk)
