"""The code of a citizen card, in both ways of writing a date, and what is no such code."""

from datetime import date

import pytest

from dashboard import citizen_card

CODE = "030090001234|141234567|Nguyễn Văn A|01021990|Nam|Xã B, Hải Dương|05072021"


@pytest.mark.parametrize("birth", ["01021990", "01/02/1990"])
def test_both_forms_of_a_date(birth):
    card = citizen_card.read(CODE.replace("01021990", birth))

    assert (card.card_number, card.full_name) == ("030090001234", "Nguyễn Văn A")
    assert card.birth_date == date(1990, 2, 1)


@pytest.mark.parametrize("birth", ["", "1990", "31021990"])
def test_a_birthday_that_no_calendar_knows_is_unknown(birth):
    assert citizen_card.read(CODE.replace("01021990", birth)).birth_date is None


@pytest.mark.parametrize(
    "text", ["", "030090001234", "Nguyễn Văn A | Xã B", CODE[1:], CODE.rpartition("|")[0]]
)
def test_what_is_no_such_code(text):
    assert citizen_card.read(text) is None
