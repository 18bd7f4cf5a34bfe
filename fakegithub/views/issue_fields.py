"""How the fields of issues and their values look from outside."""

from __future__ import annotations

from fakegithub.clock import node_id
from fakegithub.model.issue_fields import IssueField, IssueFieldValue
from fakegithub.spec import MISSING
from fakegithub.views.view import View, derived, view


@view(IssueField)
class IssueFieldView(View):
    options = derived(lambda field, _: list(field.options) if "select" in field.data_type else None)


@view(IssueFieldValue)
class IssueFieldValueView(View):
    node_id = derived(lambda value, _: node_id("IFV", value.id))
    issue_field_id = derived(lambda value, _: value.field.id)
    issue_field_name = derived(lambda value, _: value.field.name)
    data_type = derived(lambda value, _: value.field.data_type)
    single_select_option = derived(
        lambda value, _: value.selected[0] if value.field.data_type == "single_select" else MISSING
    )
    multi_select_options = derived(
        lambda value, _: list(value.selected) if value.field.data_type == "multi_select" else MISSING
    )
