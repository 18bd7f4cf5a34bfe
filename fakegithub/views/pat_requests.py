"""How requests of personal access tokens look from outside."""

from __future__ import annotations

from fakegithub.model.pat_requests import PersonalAccessTokenRequest
from fakegithub.urls import quoted
from fakegithub.views.view import View, derived, view


@view(PersonalAccessTokenRequest)
class PersonalAccessTokenRequestView(View):
    # A request is a token's first here: nothing is upgraded, and all that it asks for is added.
    permissions_added = derived(lambda request, _: request.permissions)
    permissions_upgraded = derived(lambda _request, _: {})
    permissions_result = derived(lambda request, _: request.permissions)
    repository_count = derived(lambda request, _: len(request.repositories))
    repositories_url = derived(
        lambda request, urls: (
            f"{urls.api_root}/orgs/{quoted(request.organization.login)}"
            f"/personal-access-token-requests/{request.id}/repositories"
        )
    )
