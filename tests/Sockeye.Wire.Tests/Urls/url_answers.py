# Answers of urllib.parse for the URLs and pairs on standard input, one JSON value a line each way.
import json
import sys
import unicodedata
from urllib.parse import SplitResult, quote, quote_plus, parse_qsl, unquote, urldefrag, urljoin, urlparse, urlsplit


def attempt(ask):
    try:
        return ask()
    except ValueError:
        return "ValueError"


def lowered(contexts):
    """The host names of every character this Python knows in each context (where it stands for *), by code point; without ideographs and syllables."""
    kinds = [unicodedata.category(chr(c)) for c in range(0x110000)]
    known = [c for c, kind in enumerate(kinds) if kind not in ("Cn", "Cs", "Co") and (kind != "Lo" or c < 0x3400)]
    return {"%x" % c: [SplitResult("", context.replace("*", chr(c)), "", "", "").hostname for context in contexts] for c in known}


def answer(question):
    if isinstance(question, dict):
        return lowered(question["contexts"])
    if isinstance(question, list):
        return attempt(lambda: urljoin(question[0], question[1]))
    parts = attempt(lambda: list(urlparse(question)))
    if parts == "ValueError":
        return parts
    split = urlsplit(question)
    return {
        "parts": parts,
        "url": urlparse(question).geturl(),
        "user": split.username,
        "password": split.password,
        "host": split.hostname,
        "port": attempt(lambda: split.port),
        "defrag": list(urldefrag(question)),
        "quote": quote(question),
        "plus": quote_plus(question),
        "unquote": unquote(question),
        "query": [list(pair) for pair in parse_qsl(split.query)],
        "blank": [list(pair) for pair in parse_qsl(split.query, keep_blank_values=True)],
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))))
