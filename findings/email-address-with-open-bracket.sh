#!/bin/sh
# Python 3.11.7, email: an address such as a@[ set as a header of EmailMessage raises AttributeError
# from inside the parser ('InvalidHeaderDefect' object has no attribute 'all_defects'), no error of
# smtplib's and no ValueError. Whoever sends a queue and catches OSError and SMTPException stops at
# that one address, before everybody behind it. Output: "AttributeError".
set -eu
said=$(python3 - <<'PYTHON'
from email.message import EmailMessage

try:
    EmailMessage()["To"] = "a@["
    print("set")
except Exception as error:
    print(type(error).__name__)
PYTHON
)
echo "$said"
test "$said" = "AttributeError"
