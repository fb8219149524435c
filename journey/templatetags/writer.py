"""What every template may use without asking for it: the token of a form, and what is the same on every page."""

from typing import override

from django import template
from django.conf import settings
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from journey.shown import FORM, form_fields

register = template.Library()


class FormNode(CsrfTokenNode):
    """What journey/shown.py puts into every form; in a part of a page that is kept, the mark for it."""

    @override
    def render(self, context: Context) -> str:
        if context.get("is_kept"):
            return mark_safe(FORM)  # noqa: S308  # a mark of ours
        token = context.get("csrf_token")
        return form_fields(token, context.get("user")) if token and token != "NOTPROVIDED" else super().render(context)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormNode:
    """Django's own tag, and the writer."""
    return FormNode()


class ConstantNode(Node):
    """Rendered once for each language, with nothing in its context: so it can tell of nobody."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodes, self.texts = nodes, dict[str | None, SafeString]()

    @override
    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.texts:
            self.texts[language] = self.nodes.render(context.new({}))
        return self.texts[language]


@register.tag
def constant(parser: Parser, token: Token) -> ConstantNode:
    """{% constant %} … {% endconstant %}: words, addresses and names of files that are the same for everyone on every page."""
    nodes = parser.parse(("endconstant",))
    parser.delete_first_token()
    return ConstantNode(nodes)


@register.simple_tag
def session_hours() -> int:
    """How long a session lasts, whatever is done in it."""
    return settings.SESSION_SECONDS // 3600
