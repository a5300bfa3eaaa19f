import re

import pytest

from tests.api import ROOT

pytestmark = pytest.mark.django_db


def test_the_docs_page_holds_no_inline_script_or_style(client):
    answer = client.get(f"{ROOT}/docs/")
    page = answer.content.decode()
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=", page)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert scripts
    assert all("src=" in attributes and not body for attributes, body in scripts)
    assert not re.search(r'(src|href)="(https?:)?//', page)


def test_the_script_of_the_docs_page_reads_the_schema_of_this_service(client):
    script = client.get(f"{ROOT}/docs/", {"script": ""})
    assert script["Content-Type"].startswith("application/javascript")
    assert f'url: "{ROOT}/schema/"' in script.content.decode()


def test_the_schema_names_its_problems_and_refuses_unknown_fields(client):
    schema = client.get(f"{ROOT}/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    post = schema["paths"][f"{ROOT}/articles/"]["post"]
    assert set(post["responses"]) >= {"200", "201", "400", "401", "403", "413", "415", "429"}
    assert list(post["responses"]["413"]["content"]) == ["application/problem+json"]
    assert schema["components"]["schemas"]["NewArticleRequest"]["additionalProperties"] is False
    assert schema["components"]["securitySchemes"]["bearerToken"] == {"type": "http", "scheme": "bearer"}
