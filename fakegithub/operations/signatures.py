"""Who stands in the commits that are made on the server."""

from __future__ import annotations

from fakegithub import git
from fakegithub.model.accounts import Account
from fakegithub.world import World


def signature_of(world: World, account: Account) -> git.Signature:
    """The account as author or committer, now; without a public email, with GitHub's stand-in for one.

    https://docs.github.com/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
    """
    email = account.email or f"{account.id}+{account.login}@users.noreply.{world.product.host}"
    return git.Signature(account.name or account.login, email, world.now())


def web_flow(world: World) -> git.Signature:
    """GitHub itself, the committer of what is merged with its button."""
    name = "GitHub Enterprise" if world.product.is_ghes else "GitHub"
    return git.Signature(name, f"noreply@{world.product.host}", world.now())
