import unittest

from fakegithub import GitHub
from fakegithub.sample_receiver import app


class StatusTest(unittest.TestCase):
    def setUp(self):
        self.github = self.enterContext(GitHub())
        octocat = self.github.user("octocat")
        self.repository = octocat.create_repository("hello-world", files={"README.md": "# Hello"})
        self.github.mount("http://bot.test", app)

    def test_a_delivery_that_is_not_signed_is_refused(self):
        self.repository.create_hook("http://bot.test/", events=["pull_request"])
        self.repository.open_pull_request(head="greeting", files={"hi.txt": "hi"})
        self.github.settle()
        assert [delivery.status_code for delivery in self.github.deliveries] == [403, 403]
        self.github.calls.none("repos/create-commit-status")
