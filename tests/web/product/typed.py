"""Forms as a browser sends them: what the page asks, with what a person types over it."""

import re
from html import unescape

_FIELD = re.compile(r"<input\b[^>]*>|<select\b.*?</select>|<textarea\b[^>]*>.*?</textarea>", re.DOTALL)


def said(response, status=200):
    """The words of a page, as they are read."""
    assert response.status_code == status, (response.status_code, response.content[:3000])
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    words = unescape(re.sub(r"<[^>]+>", " ", main))
    return re.sub(r"\s+([,.])", r"\1", re.sub(r"\s+", " ", words))


def asked(response, action=""):
    """What the form of a page would send if nothing were typed; ``action`` picks one of several forms."""
    page = response.content.decode().split("<main")[1]
    forms = re.findall(r"<form\b([^>]*)>(.*?)</form>", page, re.DOTALL)
    body = next(body for head, body in forms if action in head)
    found = {}
    for field in _FIELD.findall(body):
        name = _of(field, "name")
        kind = _of(field, "type")
        if not name or kind in {"file", "password"}:
            continue
        if field.startswith("<select"):
            chosen = re.search(r'<option value="([^"]*)" selected', field)
            found[name] = unescape(chosen[1]) if chosen else ""
        elif field.startswith("<textarea"):
            found[name] = unescape(re.sub(r"<[^>]+>", "", field))
        elif kind not in {"radio", "checkbox"} or " checked" in field:
            found[name] = _of(field, "value")
    return found


def _of(field, name):
    found = re.search(rf'\b{name}="([^"]*)"', field.partition(">")[0] + ">")
    return unescape(found[1]) if found else ""


def send(client, address, **typed):
    """Open a form, type over it, and send it as a browser without scripts does."""
    opened = client.get(address)
    assert opened.status_code == 200, (opened.status_code, opened.content[:3000])
    names = {name.replace("__", "."): value for name, value in typed.items()}
    return client.post(address, asked(opened) | names)
