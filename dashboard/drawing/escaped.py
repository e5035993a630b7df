"""What comes from the database, made harmless before it meets HTML or JavaScript."""

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
