import re

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import find
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from claims.choices import CheckState
from claims.tasks import sweep
from factcheck.celery import app
from tests.factories import ClaimFactory
from tests.locks import held, impatient


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/admin/auth/user/?q=%00", "/admin/auth/group/?q=a%00b", "/api/v1/claims/?q=%00"])
def test_a_nul_in_an_address_is_a_bad_request_and_no_failure(address, client: Client):
    client.force_login(User.objects.create_superuser("ada"))
    assert client.get(address).status_code == 400


@pytest.mark.django_db
def test_clearing_the_cache_loses_no_message():
    app.control.purge()
    sweep.delay()
    cache.set("a", 1)
    cache.clear()
    with app.connection_or_acquire() as connection:
        assert connection.default_channel.queue_declare("celery", passive=True).message_count == 1
    app.control.purge()


@pytest.mark.django_db(transaction=True)
def test_an_action_on_rows_that_others_hold_is_answered_with_a_page_that_says_so(client: Client):
    client.force_login(User.objects.create_superuser("ada"))
    claim = ClaimFactory(check_state=CheckState.FAILED)
    address = f"{reverse('admin:claims_claim_changelist')}?queue=failed"
    chosen = {"action": "try_again", "_selected_action": [claim.pk]}
    with impatient(), held(claim):
        answer = client.post(address, chosen)
    assert answer.status_code == 409
    assert "Others are changing the same" in answer.content.decode()
    assert client.post(address, chosen).status_code == 302
    claim.refresh_from_db()
    assert claim.check_state == CheckState.DUE


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "500"])
def test_an_error_page_has_one_heading_in_the_sites_dress_and_its_title(name: str):
    page = render_to_string(f"{name}.html")  # as Django does for a failure: without a request
    [heading] = re.findall("<h1>(.+)</h1>", page)
    assert page.index("<main") < page.index("<h1>") < page.index("</main>")
    assert f"<title>{heading} | factcheck</title>" in page
    for link in re.findall('(?:href|src)="/static/([^"]+)"', page):
        assert find(link), link
    assert "dark_mode.css" in page
