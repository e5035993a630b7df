"""What the QR code of a citizen card says, as a reader types it into a box."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

_FIELD_COUNT: Final = 7
_NUMBER: Final = re.compile(r"\d{12}")
_DATE_FORMS: Final = ("%d%m%Y", "%d/%m/%Y")


@dataclass(frozen=True, slots=True)
class CitizenCard:
    """The parts that find a person; the rest of the card is read and kept nowhere."""

    card_number: str
    full_name: str
    birth_date: date | None
    """None where the card gives no day that a calendar knows, as of who knows only a year."""


def read(text: str) -> CitizenCard | None:
    """Return what a card's code says; None where the text is no such code.

    Seven fields are split by `|`: card number, old number, full name, birth date, sex, address and
    date of issue; dates are written `ddmmyyyy` or `dd/mm/yyyy`.

    Examples
    --------
    >>> read("030090001234||Nguyễn Văn A|01021990|Nam|Xã B, Hải Dương|05/07/2021")
    CitizenCard(card_number='030090001234', full_name='Nguyễn Văn A', \
birth_date=datetime.date(1990, 2, 1))
    >>> read("Nguyễn Văn A") is None
    True
    """
    fields = [field.strip() for field in text.strip().split("|")]
    if len(fields) < _FIELD_COUNT or not _NUMBER.fullmatch(fields[0]):
        return None
    return CitizenCard(fields[0], fields[2], _day(fields[3]))


def _day(text: str) -> date | None:
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a birthday has no zone
        except ValueError:
            continue
    return None
