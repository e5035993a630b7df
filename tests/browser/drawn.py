"""What stands on each page once it is drawn, and what is asked of every page that stands."""

import re

from tests.browser.barriers import findings, stand
from tests.browser.steps import overflow

DRAWN = {
    "": ".tile-value",
    "search": ".st-key-search_all input",
    "app_adoption": ".js-plotly-plot .scatterlayer path.js-line",
    "vaccination_coverage": ".js-plotly-plot .barlayer .point path",
    "platforms": ".bars .bar",
    "health_declarations": "[data-testid=stDataFrame] canvas",
    "test_results": "[data-testid=stDataFrame] canvas",
    "test_systems": "[data-testid=stDataFrame] canvas",
    "qr_places": "[data-testid=stDataFrame] canvas",
    "checkpoints": "[data-testid=stDataFrame] canvas",
    "outreach": "[data-testid=stDataFrame] canvas",
    "support_team": "[data-testid=stDataFrame] canvas",
    "data_sources": "[data-testid=stDataFrame] canvas",
    "contact_tracing": ".call",
    "today": ".task",
    "follow_up": "[data-testid=stDataFrame] canvas",
    "containment_zones": ".tile-value",
    "outbox": ".tile-value",
}
"""Page -> the last part of it that comes: what must stand before it is checked."""


def see_that_it_stands(page, path, subtests):
    """See that a page has drawn and says a number, fits its screen, and bars nobody's way."""
    with subtests.test("draws", path=path):
        stand(page, DRAWN[path])
        numbers = page.locator(".tile-value, .call-rank").all_inner_texts()
        assert path == "search" or re.search(r"\d", " ".join(numbers))  # that counts nothing
    with subtests.test("fits the screen", path=path):
        assert overflow(page) <= 0
    with subtests.test("bars nobody's way", path=path):
        assert findings(page) == []
