"""Records as a reader seals and opens them."""

from trama.vault.models import RecordKey
from trama.vault.tests.conftest import Centre, Person


def test_reader_opens_what_a_colleague_sealed(centre: Centre, carla: Person) -> None:
    key = centre.ada.keyring.new_record()
    key.wrapped = key.wrapped
    sealed = centre.ada.keyring.box(key).seal(key, "wrapped", {"nome": "Amina"})
    again = RecordKey.objects.get(pk=key.pk)
    assert carla.keyring.box(again).open_bytes(again, "wrapped", sealed) == {"nome": "Amina"}
