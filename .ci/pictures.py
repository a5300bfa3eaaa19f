"""Takes the pictures of the desk in docs/pictures: python .ci/pictures.py ADDRESS NAME PASSWORD.

Needs a running factcheck with its sample dossiers (`make run`), who may log in to it, and a Chromium
(FACTCHECK_CHROMIUM names one that is not on the path). Each page in the light, in the dark, and on a telephone.
"""

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures"
FORMS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 800}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("address", help="such as http://127.0.0.1:8000")
    parser.add_argument("name")
    parser.add_argument("password")
    options = parser.parse_args()
    chromium = os.environ.get("FACTCHECK_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.stderr.write("No Chromium was found (Debian: apt install chromium).\n")
        return 1
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for form, settings in FORMS.items():
            context = browser.new_context(base_url=options.address, **settings)
            page = context.new_page()
            page.goto("/admin/")
            page.fill("[name=username]", options.name)
            page.fill("[name=password]", options.password)
            page.click("[type=submit]")
            for name in PAGES:
                PAGES[name](page)
                page.wait_for_load_state("networkidle")
                page.screenshot(path=TARGET / f"{name}-{form}.png")
            context.close()
        browser.close()
    return 0


def home(page: Any) -> None:
    page.goto("/admin/")


def queue(page: Any) -> None:
    page.goto("/admin/claims/claim/?suggested=disputed")


def statement(page: Any) -> None:
    queue(page)
    page.click("#result_list tbody th a")


def dossier(page: Any) -> None:
    page.goto("/admin/sources/dossier/")
    page.goto(page.get_attribute("tr:has-text('Tarnhaven') a:text-is('Who says what')", "href"))


PAGES = {"home": home, "queue": queue, "statement": statement, "dossier": dossier}


if __name__ == "__main__":
    sys.exit(main())
