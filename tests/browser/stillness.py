"""Wait until a page stands still: its script has ended, and nothing changes or fades in it."""

STILL_MS = 500
"""So long nothing may change: the answer to a click is on its way for less."""

_BEGIN = "() => { window.changedAt = performance.now(); }"

_IS_STILL = """milliseconds => {
    const changed = () => { window.changedAt = performance.now(); };
    window.watched ??= new WeakSet();
    const watch = found => {
        if (!found) return;
        if (!window.watched.has(found)) {
            window.watched.add(found);
            changed();
            const everything = {subtree: true, childList: true, attributes: true};
            new MutationObserver(changed).observe(found, {...everything, characterData: true});
        }
        // What fades has another colour for a while; what turns for ever does not count.
        const moving = found.getAnimations().filter(one => one.playState === "running");
        if (moving.some(one => one.effect?.getTiming().iterations < Infinity)) changed();
        found.querySelectorAll("iframe").forEach(frame => watch(frame.contentDocument));
    };
    watch(document);
    const app = document.querySelector("[data-testid=stApp]");
    if (app?.dataset.testScriptState !== "notRunning") changed();
    return performance.now() - window.changedAt >= milliseconds;
}"""


def settle(page):
    """Wait until the script has ended and what it drew stands still, in frames as well."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=90_000)
    page.evaluate(_BEGIN)
    page.wait_for_function(_IS_STILL, arg=STILL_MS, polling=50, timeout=90_000)
