"""What a page costs on a slow phone: bytes, requests, first paint, layout shift; of a site that runs already.

    python -m benchmarks.phone http://127.0.0.1:8000 [--runs 3] [/be/ /be/search/?q=oath ...]

The profile is a slow 3G (400 ms a round trip, 400 kbit/s) and a processor four times slower than this machine's, as
Chromium's own tools emulate them, at 360 × 740 px and with an empty cache. Prints a table; every figure is the median.
"""

import argparse
import statistics
import sys

from playwright.sync_api import Browser, sync_playwright

from tests.browser.install import REMEDY, find
from tests.browser.weighing import SLOW_3G, SLOW_PROCESSOR, Weight, weigh

PAGES = [
    "/be/",
    "/be/search/?q=%D0%BF%D1%80%D1%8B%D1%81%D1%8F%D0%B3%D0%B0",
    "/be/themes/why-orders/",
    "/be/interviews/OOU-7K3M/",
]


def measured(browser: Browser, base: str, path: str, runs: int) -> list[Weight]:
    """Open the page as a new reader would, several times."""
    found = []
    for _ in range(runs):
        context = browser.new_context(base_url=base, viewport={"width": 360, "height": 740}, has_touch=True)
        found.append(weigh(context.new_page(), path, network=SLOW_3G, processor=SLOW_PROCESSOR))
        context.close()
    return found


def main() -> None:
    """Measure the pages named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("base")
    parser.add_argument("pages", nargs="*", default=PAGES)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    path_of_browser = find()
    if not path_of_browser:
        sys.exit(REMEDY)
    sys.stdout.write(f"{'kB':>7} {'requests':>8} {'first paint s':>13} {'largest s':>9} {'shift':>6}  page\n")
    with sync_playwright() as playwright:
        arguments_of_browser = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path_of_browser, args=arguments_of_browser)
        for path in arguments.pages:
            runs = measured(browser, arguments.base, path, arguments.runs)
            first, largest = (
                statistics.median(getattr(run, name) for run in runs) / 1000
                for name in ("first_paint", "largest_paint")
            )
            weight, shift = max(run.bytes for run in runs) / 1000, max(run.shift for run in runs)
            sys.stdout.write(
                f"{weight:7.1f} {len(runs[0].answers):8} {first:13.2f} {largest:9.2f} {shift:6.3f}  {path}\n"
            )
        browser.close()


if __name__ == "__main__":
    main()
