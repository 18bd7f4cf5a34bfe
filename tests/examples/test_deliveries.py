import hmac

import httpx
import pytest

from fakegithub import Fault, GitHub, Retries


class Bot:
    """A receiver, as a WSGI app: it checks signatures, and handles each event once."""

    def __init__(self):
        self.handled = []
        self.is_down = False

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read()
        signature = "sha256=" + hmac.new(b"s3cret", body, "sha256").hexdigest()
        guid = environ["HTTP_X_GITHUB_DELIVERY"]
        if not hmac.compare_digest(environ.get("HTTP_X_HUB_SIGNATURE_256", ""), signature):
            status = "403 Forbidden"
        elif self.is_down:
            status = "503 Service Unavailable"
            self.is_down = False
        else:
            status = "200 OK"
            if guid not in self.handled:
                self.handled.append(guid)
        start_response(status, [])
        return []


@pytest.fixture
def github():
    with GitHub() as github:
        github.user("octocat").create_repository("hello-world", files={"README.md": "# Hello"})
        yield github


@pytest.fixture
def bot(github):
    bot = Bot()
    github.mount("http://bot.test", bot)
    return bot


@pytest.fixture
def hook(github, bot):
    repository = github.repository("octocat/hello-world")
    hook = repository.create_hook("http://bot.test/webhook", secret="s3cret", events=["issues"])
    github.settle()
    return hook


def test_every_delivery_is_in_the_log(github, bot, hook):
    github.repository("octocat/hello-world").create_issue("It is broken")
    github.settle()
    ping, opened = github.deliveries
    assert (opened.event, opened.action, opened.status_code, opened.status) == ("issues", "opened", 200, "OK")
    assert dict(opened.request_headers)["X-GitHub-Delivery"] == opened.guid

    again = github.hooks.redeliver(opened)
    github.settle()
    assert (again.guid, again.redelivery) == (opened.guid, True)
    assert bot.handled == [ping.guid, opened.guid]


def test_a_delivery_that_fails_is_attempted_again_if_you_ask_for_it(github, bot, hook):
    github.hooks.retry(hook, Retries(attempts=3, backoff=0.01, on=("5xx", "timeout")))
    bot.is_down = True
    github.repository("octocat/hello-world").create_issue("It is broken")
    github.settle()
    first, second = github.deliveries[1:]
    assert (first.status_code, second.status_code) == (503, 200)
    assert first.guid == second.guid


def test_a_forged_delivery_is_refused(github, bot, hook):
    with github.hooks.disturb(hook, Fault(signature="corrupt")):
        github.repository("octocat/hello-world").create_issue("It is broken")
    github.settle()
    delivery = github.deliveries[-1]
    assert (delivery.status_code, delivery.fault) == (403, "signature corrupted")


def test_a_delivery_that_comes_three_times_is_handled_once(github, bot, hook):
    github.hooks.disturb(hook, Fault(duplicate=2, events=("issues.opened",)))
    github.repository("octocat/hello-world").create_issue("It is broken")
    github.settle()
    assert len(github.deliveries) == 1 + 3
    assert len(bot.handled) == 1 + 1


def test_the_api_is_down_once(github):
    url, token = github.serve(), github.token("octocat")
    github.faults.api("repos/get", status=502, times=1)
    with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}) as client:
        answers = [client.get("/repos/octocat/hello-world").status_code for _ in range(2)]
    assert answers == [502, 200]
    assert github.calls[0].fault == "answered 502"
