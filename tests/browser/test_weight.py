"""What a page costs on a slow phone, through the server as it is deployed: bytes, requests, layout shift."""

import csv
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import Page

from interviews import formats
from tests.browser.weighing import SLOW_3G, weigh
from tests.samples import SAMPLE
from tests.site.served import sample_brought_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOUR = "OOU-LONG"
HOUR_MS = 3_600_000


def _clock(ms: int) -> str:
    seconds, thousandths = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"


def an_hour_of_the_sample(folder: Path) -> Path:
    """Write a batch with one interview: what people of the sample say in Belarusian, one after the other."""
    lines, codings, offset = ["WEBVTT", ""], [], 0
    with (SAMPLE / "codings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for path in cycle(sorted((SAMPLE / "transcripts").glob("*.be.vtt"))):
        if offset >= HOUR_MS:
            break
        cues = formats.read(path.read_bytes(), name=path.name).cues
        for cue in cues:
            times = f"{_clock(cue.start_ms + offset)} --> {_clock(cue.end_ms + offset)}"
            lines += [times, f"<v {cue.speaker}>{cue.text}", ""]
        for row in rows:
            if row["accession"] == path.name[:8] and row["start"]:
                moved = {"start": _moved(row["start"], offset), "end": _moved(row["end"], offset)}
                codings.append(row | moved | {"accession": HOUR})
        offset += cues[-1].end_ms + 1000
    (folder / "transcripts").mkdir(parents=True)
    (folder / "transcripts" / f"{HOUR}.be.vtt").write_text("\n".join(lines), encoding="utf-8")
    (folder / "interviews.csv").write_text(
        "accession,title_be,narrator,language,consent,release\n" + f"{HOUR},Гадзіна,Лявон,be,granted,public\n",
        encoding="utf-8",
    )
    with (folder / "codings.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(codings)
    return folder


def _moved(time: str, offset: int) -> str:
    hours, minutes, seconds = time.split(":")
    return _clock(round((int(hours) * 3600 + int(minutes) * 60 + float(seconds)) * 1000) + offset)


@pytest.fixture(scope="module")
def site(tmp_path_factory, runs):
    served = sample_brought_in(runs, tmp_path_factory.mktemp("weighed"))
    assert served.manage("collectstatic", "--noinput", "-v0").returncode == 0
    outcome = served.manage("import_archive", str(an_hour_of_the_sample(tmp_path_factory.mktemp("hour"))), "--publish")
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    served.start()
    yield served
    served.stop()


@pytest.fixture
def opened(browser, site):
    """Return a function that opens a page as a new reader's phone does."""
    contexts = []

    def new_page() -> Page:
        contexts.append(browser.new_context(base_url=site.base, viewport={"width": 360, "height": 740}, has_touch=True))
        page = contexts[-1].new_page()
        page.set_default_timeout(120_000)
        return page

    yield new_page
    for context in contexts:
        context.close()


PAGES = {
    "home": ("/", 100_000),
    "search": ("/search/?q=%D0%BF%D1%80%D1%8B%D1%81%D1%8F%D0%B3%D0%B0", 100_000),
    "theme": ("/themes/why-orders/", 100_000),
    "interview": (f"/interviews/{HOUR}/", 150_000),
    "with its sound": ("/interviews/OOU-7K3M/", 150_000),  # the browser's own player is on the first screen
}


@pytest.mark.parametrize("language", ["be", "ru", "uk", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_light_asks_once_for_style_and_script_and_never_moves(opened, name, language):
    address, most = PAGES[name]
    weight = weigh(opened(), f"/{language}{address}", network=SLOW_3G)
    assert weight.bytes <= most, weight.answers
    assert sum(size for asked, size in weight.answers.items() if "/static/fonts/" in asked) <= 60_000
    assert (len(weight.of(".css")), len(weight.of(".js"))) == (1, 1)
    assert weight.shift == 0


def test_an_hour_is_on_one_page(opened):
    page = opened()
    page.goto(f"/be/interviews/{HOUR}/")
    last = page.locator(".passage[data-start]").last
    assert int(last.get_attribute("data-start")) >= HOUR_MS - 60_000


def test_the_second_page_asks_for_nothing_but_itself(opened):
    page = opened()
    page.goto("/be/")
    page.wait_for_load_state("networkidle")
    page.goto("/be/themes/")
    page.wait_for_load_state("networkidle")
    fetched = "() => performance.getEntriesByType('resource').filter(one => one.transferSize > 0).map(one => one.name)"
    assert page.evaluate(fetched) == []
