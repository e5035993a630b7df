"""What a page folds away, opened."""


def unfolded(page, name="overview_platforms"):
    """Open what is folded away under this name, and return the page."""
    page.session_state[name] = True
    return page.run()
