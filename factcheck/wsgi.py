"""The web application, for any WSGI server."""

import io
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from factcheck.checks import refuse_mistakes
from factcheck.timeouts import limit_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

django_application = get_wsgi_application()
refuse_mistakes()
limit_connections("web")
CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django's application, for requests that Django by itself would misread."""
    read_as_utf_8(environ)
    measure_chunked_body(environ)
    return django_application(environ, start_response)


def read_as_utf_8(environ: dict[str, Any]) -> None:
    """Forget the charset that the client names for the body.

    Django decodes the query with it. Where Python has a codec of that name which is none for text, such as zlib,
    Django fails before any of its handlers could answer.
    """
    if "charset" in environ.get("CONTENT_TYPE", "").lower():
        environ["CONTENT_TYPE"] = CHARSET.sub("", environ["CONTENT_TYPE"])


def measure_chunked_body(environ: dict[str, Any]) -> None:
    """Give a chunked body its length. Django takes one without Content-Length for empty, and so for `{}`.

    One byte above the limit is enough for Django to refuse what is too large.
    """
    if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower() and environ.get("wsgi.input_terminated"):
        body = environ["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        environ["CONTENT_LENGTH"] = str(len(body))
        environ["wsgi.input"] = io.BytesIO(body)
