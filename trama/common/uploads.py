"""How much a browser may send in one request: what is more is refused before a byte is kept."""

from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

# The largest form sends a document of 16 MB and the signature of it; a trusted list has 32.
LARGEST_REQUEST = 40 * 1024 * 1024


class LargestRequest(FileUploadHandler):
    """The first of `FILE_UPLOAD_HANDLERS`: a request with files that says it is larger ends here."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[Any, Any] | None:
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig(f"{content_length} bytes")
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """On to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
