"""How large a file may be that is sent to the site: more is not written to disk, and the page says so."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.utils.translation import gettext as _


class Limit(FileUploadHandler):
    """Drop what is too large as it comes, keeping the fields sent before it, and remember that it was."""

    def handle_raw_input(
        self,
        _input: Any,
        _meta: Any,
        content_length: int | None,
        _boundary: Any,
        _encoding: str | None = None,
    ) -> None:
        """Look at the size that is announced."""
        self._told = content_length or 0
        self._came = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        """Pass on a piece, or stop when the whole would be too large."""
        self._came += len(raw_data)
        if max(self._told, self._came) > settings.HEPATICA_UPLOAD_MOST:
            if self.request is not None:
                self.request.META["hepatica.too_large"] = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


def too_large(request: HttpRequest) -> str:
    """Say that a file was dropped; '' when none was."""
    return too_large_words() if request.META.get("hepatica.too_large") else ""


def too_large_words() -> str:
    """Say how large a file may be, and what to do with a larger one."""
    most = settings.HEPATICA_UPLOAD_MOST // 2**20
    said = _(
        "That file is larger than the %(most)s MB this site takes: export a lower magnification or a part of the "
        "slide. Nothing was stored."
    )
    return said % {"most": most}
