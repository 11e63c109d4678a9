"""What a page costs: bytes over the line, requests, paints and layout shift, as Chromium counts them."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
SLOW_PROCESSOR = 4
WATCH = """
window.seen = {shift: 0, largest: 0};
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.seen.shift += entry.value; })
  .observe({type: "layout-shift", buffered: true});
new PerformanceObserver(list => { window.seen.largest = list.getEntries().at(-1).startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
"""
ASK = """() => ({
  shift: window.seen.shift, largest: window.seen.largest,
  first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
})"""
SCROLL = """async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
    scrollTo({top: y, behavior: "instant"});
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
}"""


@dataclass
class Weight:
    """One opening of a page with an empty cache. Times are milliseconds."""

    answers: dict[str, int] = field(default_factory=dict)  # address → bytes over the line, headers too
    first_paint: float = 0
    largest_paint: float = 0
    shift: float = 0

    @property
    def bytes(self) -> int:
        return sum(self.answers.values())

    def of(self, ending: str) -> list[str]:
        """Return the addresses asked for that end so, without their query."""
        return [address for address in self.answers if address.split("?")[0].endswith(ending)]


def weigh(page: Page, path: str, *, network: dict[str, object] | None = None, processor: int = 1) -> Weight:
    """Open the page, wait until nothing more comes, look it through to its end, and return what it cost.

    ``page`` must be new. The line and the processor are as fast as they are unless slower ones are named.
    """
    weight = Weight()
    addresses: dict[str, str] = {}
    talk = page.context.new_cdp_session(page)
    talk.send("Network.enable")
    if network:
        talk.send("Network.emulateNetworkConditions", network)
    talk.send("Emulation.setCPUThrottlingRate", {"rate": processor})
    talk.on("Network.requestWillBeSent", lambda told: addresses.update({told["requestId"]: told["request"]["url"]}))

    def note(told: dict) -> None:
        address = addresses.get(told["requestId"], "")
        if address.startswith("http"):
            weight.answers[address] = weight.answers.get(address, 0) + told["encodedDataLength"]

    talk.on("Network.loadingFinished", note)
    page.add_init_script(WATCH)
    page.goto(path, wait_until="load")
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.wait_for_load_state("networkidle")
    page.evaluate(SCROLL)
    page.wait_for_load_state("networkidle")
    told = page.evaluate(ASK)
    weight.first_paint, weight.largest_paint, weight.shift = told["first"], told["largest"], told["shift"]
    return weight
