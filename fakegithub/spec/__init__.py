"""GitHub's documents: what a payload, a request and a response look like, per product.

github = document("github.com")
schema = github.webhooks["pull_request.opened"].schema
payload = Projections(github, fields).project(schema, value)
schema.validate(payload)
"""

from .document import DOCUMENTS, Document, WebhookSpec, document
from .fill import Fill
from .operation import OperationSpec, ParameterSpec, ResponseSpec
from .projection import Projections
from .run import MISSING, Getter
from .schema import Schema

__all__ = [
    "DOCUMENTS",
    "MISSING",
    "Document",
    "Fill",
    "Getter",
    "OperationSpec",
    "ParameterSpec",
    "Projections",
    "ResponseSpec",
    "Schema",
    "WebhookSpec",
    "document",
]
