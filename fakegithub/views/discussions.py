"""How discussions and their comments look from outside: in payloads only, REST does not have them."""

from __future__ import annotations

from fakegithub.model.discussions import Discussion, DiscussionComment
from fakegithub.views.issues import reaction_rollup
from fakegithub.views.view import View, derived, view


@view(Discussion)
class DiscussionView(View):
    html_url = derived(lambda discussion, urls: urls.html(discussion))
    repository_url = derived(lambda discussion, urls: urls.api(discussion.repository))
    timeline_url = derived(lambda discussion, urls: f"{urls.api(discussion)}/timeline")
    answer_html_url = derived(
        lambda discussion, urls: urls.html(discussion.answer) if discussion.answer is not None else None
    )
    author_association = derived(lambda discussion, _: discussion.repository.association(discussion.user))
    reactions = derived(lambda discussion, urls: reaction_rollup(urls.api(discussion), discussion.reactions))


@view(DiscussionComment)
class DiscussionCommentView(View):
    html_url = derived(lambda comment, urls: urls.html(comment))
    # Published payloads have the full name here, and no URL.
    repository_url = derived(lambda comment, _: comment.repository.full_name)
    discussion_id = derived(lambda comment, _: comment.discussion.id)
    parent_id = derived(lambda comment, _: comment.parent.id if comment.parent is not None else None)
    author_association = derived(lambda comment, _: comment.repository.association(comment.user))
    reactions = derived(lambda comment, urls: reaction_rollup(urls.api(comment), comment.reactions))
