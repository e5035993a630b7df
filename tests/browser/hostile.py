"""What everybody and every place is called in the browser's province."""

HOSTILE = (
    '=HYPERLINK("http://hostile.test/","x")<img src=hostile'
    " onerror=\"top.document.title='hostile'\">{{ 7*7 }}{% endmacro %}"
)
"""A formula to a spreadsheet, a script to a page, a program to a template: how places and people
begin their names here."""
