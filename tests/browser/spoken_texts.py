"""Everything that a page says: texts, names of buttons and fields, and what tables hold.

Names of people, places, agencies and communes stand there in Vietnamese whatever the language, so
only words that no name holds tell a language: short ones of grammar, and those of Streamlit's own.
"""

import re

SAID = """() => {
    const found = [];
    const look = (root) => {
        const every = NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT;
        const walk = root.createTreeWalker(root.documentElement, every);
        while (walk.nextNode()) {
            const node = walk.currentNode;
            if (node.nodeType === Node.TEXT_NODE) {
                const aside = "script, style, noscript, [translate=no]";
                if (!node.parentElement?.closest(aside)) found.push(node.nodeValue);
                continue;
            }
            for (const name of ["aria-label", "title", "placeholder", "alt"])
                if (node.getAttribute(name) && !node.closest("[aria-hidden=true]"))
                    found.push(node.getAttribute(name));
            if (node.tagName === "IFRAME" && node.contentDocument) look(node.contentDocument);
        }
    };
    look(document);
    return [...new Set(found.map((text) => text.trim()).filter(Boolean))];
}"""
"""Of the page and of the frames of its maps and its network."""

ENGLISH = re.compile(
    r"\b(the|of|and|with|from|by|for|is|are|this|that|all|results?|select(ed)?|choose|options?|add"
    r"|clear|open|close|show|hide|search|help|columns?|rows?|press|enter|loading|running|error"
    r"|download|upload|browse|people|person|cases?|days?|dates?|time|calendar|previous|next|empty"
    r"|increment|decrement|elements?|nodes?|edges?|layout|fullscreen|remove|sort|pin|format|icon"
    r"|month|year|hour|minute)\b",
    re.IGNORECASE,
)
VIETNAMESE = re.compile(
    r"(?<!\w)(được|không|người|ngày|theo|trong|với|đến|từ|chưa|đã|những|là|để|nếu|khi|vì|hoặc|mỗi"
    r"|cần|lượt|số liệu|dữ liệu|đang|của|nguồn|mô phỏng|ước tính|quốc gia|khai báo|tuyên truyền"
    r"|danh sách|hồ sơ|nền tảng|đánh giá)(?!\w)"
)
FOREIGN = {"vi": ENGLISH, "en": VIETNAMESE}

OWN = re.compile(
    r"covid\.haiduong\.gov\.vn|Smart Hải Dương|Close Contact|CDC"
    r"|(case|view|by|open|time)=\S+"  # an address
    r"|contract\.\w+|ledger\.\w+|operational\.\w+"  # a view of the database, in a definition
)
"""What is called so in both languages."""


def foreign(texts, tongue):
    """Return the texts that hold a word of the other language, the word first."""
    spotted = ((FOREIGN[tongue].search(OWN.sub("", text)), text) for text in texts)
    return sorted(f"{word[0]}: {text[:120]}" for word, text in spotted if word)
