"""`translate`, `url` and `static` as templates write them, worked out once where nothing in them changes.

A page has forty constant phrases and twenty addresses; Django looks each up again at every answer. Settings make this
library a builtin, with everything of Django's `i18n` and `static` in it (decision 0050): templates load neither, for
what is loaded by name takes the place of what is built in.
"""

import re
from uuid import UUID

from django.template import Context, Library, Node, Variable, defaulttags
from django.template.base import Parser, Token
from django.templatetags import i18n
from django.templatetags import static as static_files
from django.urls import NoReverseMatch
from django.utils.translation import get_language

from trama.common.links import link

register = Library()
for _library in (i18n.register, static_files.register):
    register.tags.update(_library.tags)
    register.filters.update(_library.filters)


class Phrase(Node):
    """A constant phrase, in each language as it was said the first time."""

    child_nodelists = ()

    def __init__(self, node: i18n.TranslateNode) -> None:
        self.node = node
        self.name: str | None = node.asvar
        self.said: dict[tuple[str | None, bool], str] = {}

    def render(self, context: Context) -> str:
        which = (get_language(), context.autoescape)
        said = self.said.get(which)
        if said is None:
            drawn = self.node.render(context)
            said = self.said[which] = context[self.name] if self.name else drawn
        if self.name is None:
            return said
        context[self.name] = said
        return ""


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    words = node.filter_expression
    constant = isinstance(words.var, Variable) and words.var.literal is not None and not words.filters
    return Phrase(node) if constant and node.message_context is None else node


_LETTERS = re.compile("[a-z]+").fullmatch


class Address(Node):
    """An address made of ids and plain words, by `common.links`; anything else as Django does it."""

    child_nodelists = ()

    def __init__(self, node: defaulttags.URLNode, name: str) -> None:
        self.node = node
        self.name = name
        self.variable: str | None = node.asvar

    def render(self, context: Context) -> str:
        ids = [one.resolve(context) for one in self.node.args]
        if not all(type(one) is UUID or (isinstance(one, str) and _LETTERS(one)) for one in ids):
            return self.node.render(context)
        try:
            address = link(self.name, *ids)
        except (NoReverseMatch, ValueError):  # Django says what is wrong, or that `as` may be empty
            return self.node.render(context)
        if self.variable is None:
            return address
        context[self.variable] = address
        return ""


@register.tag("url")
def url(parser: Parser, token: Token) -> Node:
    node = defaulttags.url(parser, token)
    expression = node.view_name
    if expression.is_var or expression.filters or node.kwargs:
        return node
    return Address(node, str(expression.var))


class File(Node):
    """A constant file of ours."""

    child_nodelists = ()

    def __init__(self, node: static_files.StaticNode) -> None:
        self.node = node
        self.address: str | None = None

    def render(self, context: Context) -> str:
        if self.address is None:
            self.address = self.node.render(context)
        return self.address


@register.tag("static")
def static(parser: Parser, token: Token) -> Node:
    node = static_files.do_static(parser, token)
    return node if node.varname or node.path.is_var else File(node)
