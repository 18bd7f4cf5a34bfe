import urllib.request

from fakegithub import GitHub

with GitHub("ghes-3.19") as github:
    repository = github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
    issue = repository.create_issue("It is broken")
    github.serve()
    with urllib.request.urlopen(f"{github.api_url}/repos/octocat/hello-world/issues/1") as answer:
        print(answer.status, answer.headers["X-GitHub-Enterprise-Version"])
    for call in github.calls:
        print(call)
