"""How comments on commits look from outside."""

from __future__ import annotations

from fakegithub.model.commit_comments import CommitComment
from fakegithub.views.issues import reaction_rollup
from fakegithub.views.view import View, derived, view


@view(CommitComment)
class CommitCommentView(View):
    url = derived(lambda comment, urls: urls.api(comment))
    html_url = derived(lambda comment, urls: urls.html(comment))
    author_association = derived(lambda comment, _: comment.repository.association(comment.user))
    reactions = derived(lambda comment, urls: reaction_rollup(urls.api(comment), comment.reactions))
