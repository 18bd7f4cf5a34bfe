"""How the definitions of custom properties look from outside."""

from __future__ import annotations

from fakegithub.model.custom_properties import CustomProperty
from fakegithub.views.view import View, derived, view


@view(CustomProperty)
class CustomPropertyView(View):
    url = derived(lambda definition, urls: urls.api(definition))
