"""The signed answer of who holds the root."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from trama.ui.forms import TramaForm
from trama.vault.errors import UntrustedKey
from trama.vault.trust.files import read_signed
from trama.vault.trust.statements import Signed

LARGEST = 100_000  # bytes


class SignedForm(TramaForm):
    """The file that `trama org sign` wrote."""

    file = forms.FileField(
        label=_("Il file firmato"), error_messages={"required": _("Scegli il file che ti è tornato firmato.")}
    )

    def clean_file(self) -> Signed:
        """Read, not yet verified."""
        upload: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            if upload.size is None or upload.size > LARGEST:
                raise UntrustedKey("too large")
            return read_signed(upload.read().decode())
        except (UntrustedKey, UnicodeDecodeError):
            raise forms.ValidationError(_("Questo non è un file firmato dalla radice.")) from None
