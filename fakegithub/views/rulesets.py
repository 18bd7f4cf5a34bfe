"""How rulesets look from outside."""

from __future__ import annotations

from fakegithub.model.rulesets import BranchRule, Ruleset
from fakegithub.spec import MISSING
from fakegithub.views.view import View, derived, view


@view(Ruleset)
class RulesetView(View):
    source_type = derived(lambda _ruleset, _: "Repository")
    source = derived(lambda ruleset, _: ruleset.repository.full_name)
    links = derived(
        lambda ruleset, urls: {"self": {"href": urls.api(ruleset)}, "html": {"href": urls.html(ruleset)}}
    )


@view(BranchRule)
class BranchRuleView(View):
    parameters = derived(lambda rule, _: rule.parameters if rule.parameters is not None else MISSING)
    ruleset_source_type = derived(lambda _rule, _: "Repository")
    ruleset_source = derived(lambda rule, _: rule.ruleset.repository.full_name)
    ruleset_id = derived(lambda rule, _: rule.ruleset.id)
