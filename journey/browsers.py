"""What a browser says of itself, in a few words that its owner knows it by."""

from django.utils.translation import gettext as _

# The first that fits: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
NAMES = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "Chrome/": "Chrome",
    "CriOS/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux",
}


def browser_words(user_agent: str) -> str:
    """Firefox on Windows; "A browser that does not say what it is" where neither is known."""
    name = next((words for mark, words in NAMES.items() if mark in user_agent), "")
    system = next((words for mark, words in SYSTEMS.items() if mark in user_agent), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("A browser that does not say what it is")
