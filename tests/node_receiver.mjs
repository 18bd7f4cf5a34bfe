// A small CI bot that knows nothing but Node's standard library: it checks the signature, sets the commit
// status ci/sample, welcomes new pull requests, and answers the comment /retest.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { GITHUB_API_URL, GITHUB_TOKEN, GITHUB_WEBHOOK_SECRET, PORT } = process.env;
const path = process.argv[2] ?? '/';

function isSigned(body, signature = '') {
  const digest = createHmac('sha256', GITHUB_WEBHOOK_SECRET).update(body).digest('hex');
  const expected = Buffer.from(`sha256=${digest}`);
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

async function call(method, url, body) {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${GITHUB_TOKEN}`,
    'content-type': 'application/json',
    'user-agent': 'node-receiver',
  };
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function check(repository, sha) {
  for (const [state, description] of [['pending', 'The checks are running'], ['success', 'All is well']]) {
    await call('POST', `${repository}/statuses/${sha}`, { state, description, context: 'ci/sample' });
  }
}

const handlers = {
  async pull_request(repository, { action, number, pull_request: pull }) {
    if (!['opened', 'reopened', 'synchronize'].includes(action)) return;
    await check(repository, pull.head.sha);
    if (action !== 'opened') return;
    await call('POST', `${repository}/issues/${number}/comments`, { body: `Thank you, @${pull.user.login}!` });
  },

  async issue_comment(repository, { action, issue, comment }) {
    if (action !== 'created' || !issue.pull_request || comment.body.trim() !== '/retest') return;
    const pull = await call('GET', `${repository}/pulls/${issue.number}`);
    await check(repository, pull.head.sha);
    const body = `@${comment.user.login}, ${pull.head.sha.slice(0, 7)} has passed again.`;
    await call('POST', `${repository}/issues/${issue.number}/comments`, { body });
  },
};

async function receive(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (request.url === '/healthz') return response.end('ok');
  if (request.url !== path) return response.writeHead(404).end();
  if (!isSigned(body, request.headers['x-hub-signature-256'])) return response.writeHead(403).end('not signed');
  const event = request.headers['x-github-event'];
  try {
    const payload = JSON.parse(body);
    await handlers[event]?.(`${GITHUB_API_URL}/repos/${payload.repository.full_name}`, payload);
    console.log(`handled ${event}`);
    response.end('done');
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(String(error));
  }
}

const server = createServer(receive).listen(Number(PORT), 'localhost', () => {
  console.log(`listening at ${server.address().port}`);
});
