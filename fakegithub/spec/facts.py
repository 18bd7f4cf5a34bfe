"""What is kept of GitHub's documents: facts, in one dialect.

The REST documents are OpenAPI 3.0 (a schema dialect of its own, with `nullable`), the webhook documents are
OpenAPI 3.1 (JSON Schema 2020-12). Everything here comes out as JSON Schema 2020-12, without prose: no titles,
summaries, descriptions or examples. A keyword that this module does not know is an error, so that a new
release of the documents cannot lose a fact silently.
https://spec.openapis.org/oas/v3.0.3#schema-object  https://spec.openapis.org/oas/v3.1.0#schema-object
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Json = Any
RawSchema = dict[str, Any]

METHODS = ("get", "head", "post", "put", "patch", "delete")

# Keywords whose value is a schema, a list of schemas, or a mapping of names to schemas.
ONE_SCHEMA = frozenset({"items", "additionalProperties", "not"})
SCHEMA_LIST = frozenset({"oneOf", "anyOf", "allOf"})
SCHEMA_MAP = frozenset({"properties", "patternProperties"})

KEPT = frozenset(
    {"type", "format", "enum", "const", "default", "required", "readOnly", "deprecated", "pattern"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"}
    | {"minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"}
)
# `discriminator` only points at branches that oneOf lists anyway; x-multi-segment is read from the parameter.
DROPPED = frozenset({"title", "description", "example", "examples", "externalDocs", "discriminator", "xml"})

REFERENCE = "#/components/schemas/"
DEFINITION = "#/$defs/"


class UnknownKeyword(ValueError):
    """A document uses a keyword that nobody has decided about."""


def schema_facts(schema: Json) -> Json:
    """One schema in JSON Schema 2020-12, without prose. Property order stays.

    Raises UnknownKeyword for a keyword that is neither kept nor known to be prose.
    """
    if isinstance(schema, bool):
        return schema
    if "$ref" in schema:
        return {"$ref": definition_reference(schema["$ref"])}
    facts: RawSchema = {}
    for key, value in schema.items():
        if key in KEPT:
            facts[key] = value
        elif key in ONE_SCHEMA:
            facts[key] = schema_facts(value)
        elif key in SCHEMA_LIST:
            facts[key] = [schema_facts(branch) for branch in value]
        elif key in SCHEMA_MAP:
            facts[key] = {name: schema_facts(member) for name, member in value.items()}
        elif key not in DROPPED and key != "nullable" and not key.startswith("x-"):
            raise UnknownKeyword(f"unknown schema keyword {key!r}: decide in facts.py whether it is a fact")
    return admit_null(facts) if schema.get("nullable") else facts


def admit_null(schema: RawSchema) -> RawSchema:
    """The 2020-12 form of OpenAPI 3.0's `nullable: true`.

    A `type` becomes a list, an `enum` gets null. Where branches would still refuse null, it becomes one
    more branch. A schema without any constraint admits null already.
    """
    if not SCHEMA_LIST.isdisjoint(schema) or "not" in schema:
        if set(schema) == {"anyOf"}:
            return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
        return {"anyOf": [schema, {"type": "null"}]}
    facts = dict(schema)
    if "type" in facts:
        facts["type"] = [facts["type"], "null"]
    if "enum" in facts and None not in facts["enum"]:
        facts["enum"] = [*facts["enum"], None]
    return facts


def definition_reference(reference: str) -> str:
    if not reference.startswith(REFERENCE):
        raise UnknownKeyword(f"a schema refers to {reference!r}, which is no component schema")
    return DEFINITION + reference.removeprefix(REFERENCE)


def operation_facts(path: str, method: str, operation: Json, components: Json, documentation: str) -> Json:
    """One REST operation, with its parameters and responses resolved and only its schemas referring on."""
    extension = operation["x-github"]
    facts: dict[str, Json] = {
        "method": method.upper(),
        "path": path,
        "documentation_url": operation["externalDocs"]["url"].removeprefix(documentation),
        "category": extension["category"],
        "subcategory": extension["subcategory"],
        "enabledForGitHubApps": extension.get("enabledForGitHubApps", False),
        "githubCloudOnly": extension.get("githubCloudOnly", False),
    }
    if operation.get("deprecated"):
        facts["deprecated"] = True
    if "servers" in operation:
        facts["servers"] = [server["url"] for server in operation["servers"]]
    parameters = [
        parameter_facts(resolve(parameter, components)) for parameter in operation.get("parameters", [])
    ]
    if parameters:
        facts["parameters"] = parameters
    if "requestBody" in operation:
        body = operation["requestBody"]
        facts["requestBody"] = {"required": body.get("required", False), "content": content_facts(body)}
    facts["responses"] = {
        status: response_facts(resolve(response, components))
        for status, response in operation["responses"].items()
    }
    return facts


def parameter_facts(parameter: Json) -> Json:
    facts = {
        "name": parameter["name"],
        "in": parameter["in"],
        "required": parameter.get("required", False),
        "schema": schema_facts(parameter["schema"]),
    }
    if parameter.get("x-multi-segment") or parameter["schema"].get("x-multi-segment"):
        facts["multiSegment"] = True
    return facts


def response_facts(response: Json) -> Json:
    facts: dict[str, Json] = {}
    if "headers" in response:
        facts["headers"] = list(response["headers"])
    if "content" in response:
        facts["content"] = content_facts(response)
    return facts


def content_facts(holder: Json) -> Json:
    """`{media type: schema}`; a media type without a schema (a file, an empty object) is null."""
    return {
        media_type: schema_facts(entry["schema"]) if "schema" in entry else None
        for media_type, entry in holder["content"].items()
    }


def webhook_facts(webhook: Json, schemas: Mapping[str, Json]) -> Json:
    """`{event, action, hook kinds, component}` of one webhook."""
    extension = webhook["x-github"]
    reference = webhook["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    component = reference.removeprefix(REFERENCE)
    return {
        # The document spells a few with hyphens (sub-issues); on the wire all have underscores.
        "event": extension["subcategory"].replace("-", "_"),
        "action": webhook_action(webhook["operationId"], component, schemas),
        "hook_kinds": extension["supported-webhook-types"],
        "schema": component,
    }


def webhook_action(operation_id: str, component: str, schemas: Mapping[str, Json]) -> str | None:
    """The action that the payload's schema fixes; where it fixes none, the tail of the operationId.

    The tail alone would not do: it writes `-` for `_`. The schema alone would not do either:
    repository_dispatch takes any action, and the document shows one as a sample.
    """
    _, slash, tail = operation_id.partition("/")
    if not slash:
        return None
    fixed = set(fixed_actions(schemas[component], schemas))
    return fixed.pop() if len(fixed) == 1 else tail


def fixed_actions(schema: Json, schemas: Mapping[str, Json]) -> Iterator[str]:
    if "$ref" in schema:
        schema = schemas[schema["$ref"].removeprefix(REFERENCE)]
    yield from schema.get("properties", {}).get("action", {}).get("enum", ())
    for keyword in sorted(SCHEMA_LIST):
        for branch in schema.get(keyword, ()):
            yield from fixed_actions(branch, schemas)


def resolve(node: Json, components: Json) -> Json:
    """Follow a `$ref` to a component parameter or response."""
    while "$ref" in node:
        _, _, kind, name = node["$ref"].split("/")
        node = components[kind][name]
    return node


def subschemas(schema: Json) -> Iterator[tuple[str, RawSchema]]:
    """The schemas directly below `schema`, each with the name of its property or keyword."""
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        if key in SCHEMA_MAP:
            yield from ((name, member) for name, member in value.items() if isinstance(member, dict))
        elif key in SCHEMA_LIST:
            yield from ((key, branch) for branch in value if isinstance(branch, dict))
        elif key in ONE_SCHEMA and isinstance(value, dict):
            yield key, value
