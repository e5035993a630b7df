"""What comes from the database, made harmless before it meets HTML, JavaScript or a template."""

import json
from collections.abc import Sequence
from html import escape


def inert(text: str) -> str:
    """Return text as HTML that no browser takes for markup and folium for no template.

    folium reads the script that it has written as a template once more, so a place called
    `{{ ... }}` would run on this server.

    Examples
    --------
    >>> inert("<b> {{ 7*7 }}")
    '&lt;b&gt; &#123;&#123; 7*7 &#125;&#125;'
    """
    return escape(text).replace("{", "&#123;").replace("}", "&#125;")


def harmless(text: str) -> str:
    """Return text without the three characters that HTML reads as its own.

    Examples
    --------
    >>> harmless("<img onerror=alert(1)> R&D")
    '‹img onerror=alert(1)› R＆D'
    """
    return text.replace("<", "‹").replace(">", "›").replace("&", "＆")


def in_script(values: Sequence[object]) -> str:
    r"""Return values as a script's string of JSON, without a letter that a page or template reads.

    As it stands in a script that folium writes, and may read as a template once more.

    Examples
    --------
    >>> in_script(["</script>{{ 7*7 }}"])
    '"[\\"\\u003c/script\\u003e\\u007b\\u007b 7*7 \\u007d\\u007d\\"]"'
    """
    text = json.dumps(json.dumps(values, ensure_ascii=False, separators=(",", ":")))
    for letter in "<>&{}":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
