"""What is given to keep: a file that a browser saves and does not show."""

from django.http import HttpResponse

TYPES = {"json": "application/json", "zip": "application/zip"}


def download(content: bytes, name: str) -> HttpResponse:
    """The file under this name, which is plain ASCII and ends with one of TYPES."""
    return HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]], headers={"Content-Disposition": f'attachment; filename="{name}"'})
