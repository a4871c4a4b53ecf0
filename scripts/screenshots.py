"""Pictures of every page, to be looked at: ``python scripts/screenshots.py --kb KB --out DIR``.

Each page is drawn in Chromium at the width of a phone and of a counter PC, light and dark.
``--only WORD…`` draws the pages whose name holds one of the words. ``--docs`` draws instead the few
that the READMEs show, in few colours, into docs/images.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PHONE, COUNTER = 390, 1280
PASSWORD = "しおの-窓口-2026-見本"
DEPARTMENT = "粗大ごみはどこに申し込むの？"
ARTICLE = "まちづくり基本条例の第3条"
IMAGES = Path(__file__).parents[1] / "docs" / "images"


@dataclass(frozen=True)
class View:
    """One page in one state."""

    name: str
    address: str = ""
    then: Callable[[Any], None] = lambda page: None
    """What is done on it before the picture."""
    staff: bool = False
    """Whether somebody is logged in."""
    cookie: str = ""
    """Preferences: language=easy."""


def ask(*questions: str, open_source: bool = False) -> Callable[[Any], None]:
    """Return what asks the questions one after the other."""

    def done(page: Any) -> None:
        page.locator("#conversation .welcome").wait_for()
        for number, question in enumerate(questions, start=1):
            page.locator("#question textarea").fill(question)
            page.keyboard.press("Enter")
            page.locator(f".turn:nth-of-type({number}):not([data-pending])").wait_for()
        if open_source:
            page.locator(".turn").last.locator("button.mark").first.click()
            page.locator(".turn").last.locator(".excerpt mark").wait_for()

    return done


def click(selector: str) -> Callable[[Any], None]:
    """Return what presses something."""
    return lambda page: page.locator(selector).first.click()


def preview(page: Any) -> None:
    """Choose the first result; on a phone it is a page of its own."""
    page.locator("a.result").first.click()
    page.locator("#preview .excerpt, article .excerpt").first.wait_for()


def looked(page: Any) -> None:
    """Look at the first folder that can be synced."""
    page.locator("main form button").first.click()
    page.locator("#sync:not([data-active])").wait_for()


def synced(page: Any) -> None:
    """Sync it; where nothing is left to do, show that."""
    looked(page)
    if page.locator("#sync button.primary").count():
        page.locator("#sync button.primary").click()
        page.locator("#sync:not([data-active])").wait_for()


VIEWS = (
    View("chat-welcome", "", ask()),
    View("chat-department", "", ask(DEPARTMENT)),
    View("chat-source", "", ask(ARTICLE, open_source=True)),
    View("chat-not-found", "", ask("パスポートの手数料はいくら？")),
    View("chat-refused", "", ask("詩を書いて")),
    View("chat-english", "", ask("Where do I apply for bulky waste?"), cookie="language=en"),
    View("chat-easy", "", ask(DEPARTMENT), cookie="language=easy"),
    View("chat-furigana", "", ask(DEPARTMENT), cookie="ruby=1"),
    View("chat-large", "", ask(DEPARTMENT), cookie="size=3"),
    View("chat-display", "", click(".display summary")),
    View("chat-staff", "", ask("電話の取次ぎで気をつけることは"), staff=True),
    View("lookup", "lookup"),
    View("lookup-found", "lookup?q=粗大ごみ", preview),
    View("lookup-article", "lookup?q=24条"),
    View("lookup-nothing", "lookup?q=ゾウの散歩"),
    View("learn", "learn"),
    View("organization", "organization", click(".outline summary")),
    View("terms", "terms"),
    View("quiz", "quiz?seed=3"),
    View("quiz-checked", "quiz?seed=3&check=1&a0=0&a1=1&a2=2"),
    View("documents", "documents"),
    View("documents-staff", "documents", staff=True),
    View("document", "document?name=まちづくり基本条例.txt"),
    View("source", "lookup?q=まちづくり基本条例 3条", lambda page: page.goto(
        page.locator("a.result").first.evaluate("link => link.href"))),
    View("slip", "lookup?q=粗大ごみ", lambda page: page.goto(
        page.locator(".leads a").first.evaluate("link => link.href"))),
    View("not-here", "source?id=none"),
    View("api", "api/docs"),
    View("login", "login"),
    View("login-wrong", "login", lambda page: (
        page.locator("#name").fill("hana"), page.locator("#password").fill("x"),
        page.locator("main form button").last.click(), page.locator(".problem").wait_for())),
    View("admin", "admin", staff=True),
    View("admin-questions", "admin/questions", staff=True),
    View("admin-documents", "admin/documents", staff=True),
    View("admin-sync", "admin/sync", staff=True),
    View("admin-sync-seen", "admin/sync", looked, staff=True),
    View("admin-sync-done", "admin/sync", synced, staff=True),
    View("admin-words", "admin/words?everyday=ゴミ&terms=廃棄物", staff=True),
    View("admin-directory", "admin/directory", staff=True),
    View("admin-switches", "admin/switches", staff=True),
)  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A picture of the READMEs."""

    view: str
    file: str
    width: int
    height: int
    colours: str = "light"
    scrolled_to: str = ""


SHOWN = (
    Shown("chat-department", "chat.png", 1000, 760),
    Shown("lookup-found", "lookup.png", 1280, 820),
    Shown("slip", "slip.png", 1000, 900, scrolled_to=".slip"),
    Shown("quiz-checked", "quiz-dark.png", 1000, 760, "dark"),
    Shown("chat-source", "source-phone-dark.png", PHONE, 760, "dark", ".source"),
    Shown("organization", "organization-phone.png", PHONE, 760),
    Shown("chat-easy", "easy-phone.png", PHONE, 760, scrolled_to=".turn"),
    Shown("admin", "administration.png", 1000, 760),
)


def lay_out_folder(folder: Path) -> None:
    """Put a new document, one that cannot be read and one that is not taken in into a folder."""
    (folder / "船着場使用条例.txt").write_text(
        "汐野市船着場使用条例\n令和2年3月1日条例第5号\n\n（目的）\n"
        "第1条　この条例は、船着場の使用について定める。\n（使用料）\n"
        "第2条　船着場の使用料は、一隻につき一日三百円とする。\n",
        encoding="utf-8",
    )
    (folder / "船着場の案内.txt").write_text("船着場は北にある。\n", encoding="utf-8")
    (folder / "空のファイル.txt").write_bytes(b"")
    (folder / "地図.dwg").write_bytes(b"x")


@contextmanager
def serving(kb: Path) -> Iterator[str]:
    """Serve a knowledge base with one account of staff, and give its address."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as folder:
        lay_out_folder(Path(folder))
        environment = {
            **os.environ,
            "MADOGUCHI_KB": str(kb),
            "MADOGUCHI_DATA": data,
            "MADOGUCHI_ACCESS_PLAIN_HTTP": "1",
            "MADOGUCHI_PAGE_OFFICE_NAME": "汐野市",
            "MADOGUCHI_SYNC_PUBLIC_FOLDERS": folder,
            "MADOGUCHI_SERVER_QUESTIONS_PER_MINUTE": "0",
        }
        command = [sys.executable, "-m", "bot.cli"]
        subprocess.run(
            [*command, "users", "add", "hana", "--role", "administrator", "--password-stdin"],
            input=PASSWORD, text=True, check=True, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        server = subprocess.Popen([*command, "serve", "--port", str(port)], env=environment)
        address = f"http://127.0.0.1:{port}"
        try:
            while True:
                try:
                    urllib.request.urlopen(f"{address}/config").close()
                    break
                except OSError:
                    if server.poll() is not None:
                        raise
                    time.sleep(0.2)
            yield address
        finally:
            server.terminate()
            server.wait()


def cookies(view: View, address: str) -> list[dict[str, str]]:
    """Return what the browser has chosen before."""
    value = view.cookie.replace("=", "%3D")
    return [{"name": "madoguchi", "value": value, "url": address}] if value else []


def log_in(context: Any, address: str) -> None:
    """Log the account in."""
    page = context.new_page()
    page.goto(f"{address}/login?next=/documents")
    page.locator("#name").fill("hana")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#header .login .name").wait_for()
    page.close()


def draw(
    browser: Any, address: str, view: View, *, width: int, height: int, colours: str
) -> tuple[Any, Any]:
    """Return (context, page) of a view as it is to be pictured."""
    context = browser.new_context(
        locale="ja-JP", viewport={"width": width, "height": height}, color_scheme=colours,
        reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(60_000)
    context.add_cookies(cookies(view, address))
    if view.staff:
        log_in(context, address)
    page = context.new_page()
    page.goto(f"{address}/{view.address}")
    page.wait_for_load_state("networkidle") if view.address else None
    view.then(page)
    page.wait_for_timeout(400)
    return context, page


def main() -> None:
    """Draw what was asked for."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kb", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("build/screenshots"))
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--docs", action="store_true")
    parser.add_argument("--widths", type=int, nargs="+", default=[PHONE, COUNTER])
    parser.add_argument("--colours", nargs="+", default=["light", "dark"])
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, serving(options.kb) as address:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        if options.docs:
            draw_for_readers(browser, address)
            return
        options.out.mkdir(parents=True, exist_ok=True)
        for view in (v for v in VIEWS if any(word in v.name for word in options.only)):
            for width in options.widths:
                for colours in options.colours:
                    height = 844 if width < 700 else 800
                    context, page = draw(
                        browser, address, view, width=width, height=height, colours=colours
                    )
                    file = options.out / f"{view.name}-{width}-{colours}.png"
                    page.screenshot(path=file, full_page=not view.name.startswith("chat-display"))
                    sideways = page.evaluate("document.documentElement.scrollWidth") - width
                    print(file, f"{sideways} px too wide" if sideways > 0 else "", flush=True)
                    context.close()


def draw_for_readers(browser: Any, address: str) -> None:
    """Draw the pictures of the READMEs, small enough to be kept with the source."""
    from PIL import Image

    views = {view.name: view for view in VIEWS}
    for shown in SHOWN:
        context, page = draw(
            browser, address, views[shown.view],
            width=shown.width, height=shown.height, colours=shown.colours,
        )  # fmt: skip
        if shown.scrolled_to:
            page.locator(shown.scrolled_to).last.evaluate("part => part.scrollIntoView()")
        else:
            page.evaluate("scrollTo(0, 0)")
        page.wait_for_timeout(300)
        file = IMAGES / shown.file
        page.screenshot(path=file)
        with Image.open(file) as picture:
            few = picture.convert("RGB").quantize(48, dither=Image.Dither.NONE)
        few.save(file, optimize=True)
        print(file, file.stat().st_size, flush=True)
        context.close()


if __name__ == "__main__":
    main()
