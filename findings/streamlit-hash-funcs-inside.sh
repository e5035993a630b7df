#!/usr/bin/env bash
# Streamlit 1.67.0: `hash_funcs` are not asked about what lies inside a dataclass argument.
#
# A good engineer gives a hash function for a type, so that two users of the same rights share an
# answer, and guesses that it holds wherever that type occurs. A dataclass is taken apart into
# dictionaries before it is hashed, so the inner type is never met: its function runs when the
# object is an argument itself and is not run when it is a field of one. Seen here: 1 and 0 times.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check streamlit==1.67.0
cat > "$folder/inside.py" <<'PY'
import logging
from dataclasses import dataclass

logging.disable(logging.CRITICAL)
import streamlit as st


@dataclass(frozen=True)
class User:
    name: str
    right: str


@dataclass(frozen=True)
class Question:
    user: User


asked = []


def by_right(user):
    asked.append(user.name)
    return user.right


@st.cache_data(hash_funcs={User: by_right})
def of_user(user):
    return user.name


@st.cache_data(hash_funcs={User: by_right})
def of_question(question):
    return question.user.name


first, second = User("A", "read"), User("B", "read")
of_user(first)
direct = len(asked)
assert of_user(second) == "A"  # shared, as the hash function says
asked.clear()
of_question(Question(first))
inside = len(asked)
assert of_question(Question(second)) == "B"  # not shared: the name was hashed
print(f"hash function asked: {direct} as an argument, {inside} inside a dataclass")
assert (direct, inside) == (1, 0)
PY
"$folder/venv/bin/python" "$folder/inside.py" 2>/dev/null
