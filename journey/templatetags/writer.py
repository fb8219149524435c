"""What every template may use without asking for it: the token of a form, and what is the same on every page."""

from typing import override

from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from journey.models import User

register = template.Library()


class FormNode(CsrfTokenNode):
    """Beside the token, the code of whoever the form was shown to: a text sent after the session had ended is given back to nobody else."""

    @override
    def render(self, context: Context) -> str:
        token, user = super().render(context), context.get("user")
        if not token or not isinstance(user, User):
            return token
        return format_html('{}<input type="hidden" name="writer" value="{}">', token, user.code)


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
