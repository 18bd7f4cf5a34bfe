"""How deploy keys look from outside."""

from __future__ import annotations

from fakegithub.model.deploy_keys import DeployKey
from fakegithub.views.view import View, derived, view


@view(DeployKey)
class DeployKeyView(View):
    url = derived(lambda key, urls: urls.api(key))
    # What an administrator adds is verified by that.
    verified = derived(lambda _key, _: True)
    added_by = derived(lambda key, _: key.creator.login)
    enabled = derived(lambda _key, _: True)
