"""How GitHub Pages sites and their builds look from outside."""

from __future__ import annotations

from fakegithub.model.pages import Pages, PagesBuild
from fakegithub.urls import Urls
from fakegithub.views.view import View, derived, view


def _site_url(pages: Pages, urls: Urls) -> str:
    owner, name = pages.repository.owner.login, pages.repository.name
    if urls.product.is_ghes:
        return f"{urls.html_root}/pages/{owner}/{name}/"
    root = f"https://{owner.lower()}.github.io/"
    return root if f"{name}/".lower() == root.removeprefix("https://") else f"{root}{name}/"


@view(Pages)
class PagesView(View):
    url = derived(lambda pages, urls: urls.api(pages))
    html_url = derived(_site_url)
    source = derived(lambda pages, _: {"branch": pages.branch, "path": pages.path})
    custom_404 = derived(lambda _pages, _: False)
    public = derived(lambda pages, _: not pages.repository.private)
    https_enforced = derived(lambda _pages, _: True)
    protected_domain_state = derived(lambda _pages, _: None)
    pending_domain_unverified_at = derived(lambda _pages, _: None)


@view(PagesBuild)
class PagesBuildView(View):
    url = derived(lambda build, urls: urls.api(build))
    error = derived(lambda build, _: {"message": build.message})
