import io

import pytest

from factcheck.wsgi import application
from tests.api import ROOT, client_of

pytestmark = pytest.mark.usefixtures("wsgi_in_transaction")


def send(method: str, path: str, content_type: str, body: bytes = b"", **changes: object) -> tuple[str, bytes]:
    """A request as a WSGI server passes it on, with a contributor's token; returns status line and body."""
    started = []
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": f"{ROOT}{path}",
        "QUERY_STRING": "q=%C3%A9&x",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_AUTHORIZATION": client_of("Contributors")._credentials["HTTP_AUTHORIZATION"],
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    } | changes
    answer = b"".join(application(environ, lambda status, headers, *_: started.append(status)))
    return started[0], answer


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "zlib", '"rot13"', "base64", "idna", "nothing"])
def test_whatever_charset_a_client_names_its_request_is_read_as_utf_8(charset):
    content_type = f"application/json; charset={charset}"
    status, answer = send("GET", "/claims/", content_type)
    assert status.startswith("400"), "x is no filter"
    assert b'"parameter": "x"' in answer
    status, answer = send("POST", "/sources/", content_type, '{"name": "Наша газета"}'.encode())
    assert status.startswith("201")
    assert "Наша газета" in answer.decode()


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}


def test_a_chunked_body_is_read_and_not_taken_for_empty():
    status, answer = send("POST", "/cross-checks/", "application/json", b'{"source": "nobody"}', **CHUNKED)
    assert status.startswith("400")
    assert b"no source with the slug" in answer


def test_a_chunked_body_above_the_limit_is_too_large(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    status, answer = send("POST", "/sources/", "application/json", b'{"name": "' + b"x" * 5000 + b'"}', **CHUNKED)
    assert status.startswith("413")
    assert b"1,000 bytes" in answer
