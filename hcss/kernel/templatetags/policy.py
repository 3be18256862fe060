"""The policy, for templates."""

from typing import Any

from django import template
from django.template import RequestContext

from hcss.kernel import policy

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: RequestContext, name: str, subject: Any = None) -> bool:
    """Use as ``{% can "actions.submit_return" return as may_submit %}``.

    Works in a partial included with ``only`` too: the request travels along.
    """
    return policy.allows(context.request.user, name, subject)
