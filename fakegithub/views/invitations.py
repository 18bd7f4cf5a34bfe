"""How invitations look from outside."""

from __future__ import annotations

from fakegithub.model.invitations import OrganizationInvitation, RepositoryInvitation
from fakegithub.model.repositories import ROLE_NAMES
from fakegithub.views.view import View, derived, view


@view(RepositoryInvitation)
class RepositoryInvitationView(View):
    url = derived(lambda invitation, urls: urls.api(invitation))
    html_url = derived(lambda invitation, urls: urls.html(invitation))
    permissions = derived(lambda invitation, _: ROLE_NAMES[invitation.role])


@view(OrganizationInvitation)
class OrganizationInvitationView(View):
    login = derived(lambda i, _: i.invitee.login if i.invitee is not None else None)
    team_count = derived(lambda i, _: len(i.team_ids))
    invitation_teams_url = derived(lambda i, urls: f"{urls.api(i)}/teams")
