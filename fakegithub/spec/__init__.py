"""GitHub's documents: what a payload, a request and a response look like, per product.

github = document("github.com")
schema = github.webhooks["pull_request.opened"].schema
payload = Projections(github, fields).project(schema, value)
schema.validate(payload)
"""

from fakegithub.spec.document import DOCUMENTS, Document, WebhookSpec, document
from fakegithub.spec.extremes import all_null, minimal
from fakegithub.spec.fill import Fill
from fakegithub.spec.node import Node
from fakegithub.spec.operation import OperationSpec, ParameterSpec, ResponseSpec
from fakegithub.spec.projection import Projections
from fakegithub.spec.run import MISSING, Getter, Guess
from fakegithub.spec.schema import Schema

__all__ = [
    "DOCUMENTS",
    "MISSING",
    "Document",
    "Fill",
    "Getter",
    "Guess",
    "Node",
    "OperationSpec",
    "ParameterSpec",
    "Projections",
    "ResponseSpec",
    "Schema",
    "WebhookSpec",
    "all_null",
    "document",
    "minimal",
]
