"""Letters without what does not tell words apart, and those that are written without spaces."""

import re
import unicodedata

CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f\u3005\u30fc]+")
"""A run of characters that are written without spaces."""


def plain(word: str) -> str:
    """Return a word without case and accents."""
    if word.isascii():
        return word.casefold()
    if CJK.search(word):
        return unicodedata.normalize("NFKC", word)
    parts = unicodedata.normalize("NFD", word.casefold().replace("\u2019", "'"))
    return "".join(char for char in parts if unicodedata.category(char) != "Mn").replace("ß", "ss")


def distance(one: str, other: str) -> int:
    """Return how many letters are missing, too many, wrong, or have changed places."""
    before, last = list[int](), list(range(len(other) + 1))
    for at, char in enumerate(one, 1):
        row = [at]
        for place, letter in enumerate(other, 1):
            cost = min(last[place] + 1, row[-1] + 1, last[place - 1] + (char != letter))
            if at > 1 and place > 1 and char == other[place - 2] and one[at - 2] == letter:
                cost = min(cost, before[place - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
