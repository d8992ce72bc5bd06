/** Requests of Dash that are not answered: they wait, the page says so, and they are sent again. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const SOURCE = readFileSync(new URL('../../assets/dash_retry.js', import.meta.url), 'utf8');
const turn = () => new Promise((done) => { setImmediate(done); });

/** The script on a page; `answer` is asked for what the server says to each request. */
function load(answer) {
  const heard = {};
  const sent = [];
  const notice = { hidden: true };
  const document = { getElementById: () => notice, addEventListener: (kind, listener) => { heard[kind] = listener; } };
  const window = {
    fetch: async (address, options) => { sent.push(options?.body ?? address); return answer(sent.length); },
    addEventListener: (kind, listener) => { heard[kind] = listener; },
  };
  vm.runInNewContext(SOURCE, { window, document });
  const ask = (output, value) => window.fetch('/geo/_dash-update-component', {
    method: 'POST', body: JSON.stringify({ output, value }),
  });
  return { window, ask, sent, notice, online: () => heard.online(), click: (target) => heard.click({ target }) };
}

const good = { status: 200 };
const offline = () => { throw new TypeError('Failed to fetch'); };

test('an answer is passed on, also one that refuses the request', async () => {
  const bad = { status: 400 };
  const page = load((n) => (n === 1 ? good : bad));
  assert.equal(await page.ask('a', 1), good);
  assert.equal(await page.ask('a', 2), bad);
  assert.equal(page.notice.hidden, true);
});

test('other requests are none of its business', async () => {
  const page = load(offline);
  await assert.rejects(page.window.fetch('/api/v1/cell.json'));
  assert.equal(page.notice.hidden, true);
});

for (const [name, fault] of [['no connection', offline], ['a gateway without server', () => ({ status: 502 })]]) {
  test(`after ${name} the request waits until it is sent again`, async () => {
    const page = load((n) => (n === 1 ? fault() : good));
    const answer = page.ask('a', 1);
    await turn();
    assert.equal(page.notice.hidden, false);
    page.click({ closest: () => true });
    assert.equal(await answer, good);
    assert.equal(page.notice.hidden, true);
    assert.equal(page.sent.length, 2);
    assert.equal(page.sent[0], page.sent[1]);
  });
}

test('the connection that is back sends again by itself, as often as it takes', async () => {
  const page = load((n) => (n < 3 ? offline() : good));
  const answer = page.ask('a', 1);
  await turn();
  page.online();
  await turn();
  assert.equal(page.notice.hidden, false);
  page.online();
  assert.equal(await answer, good);
});

test('of several requests for one thing only the newest is sent again', async () => {
  const page = load((n) => (n < 4 ? offline() : good));
  const first = assert.rejects(page.ask('a', 1), /Failed to fetch/);
  await turn();
  const [second, other] = [page.ask('a', 2), page.ask('b', 1)];
  await first;
  await turn();
  page.online();
  assert.deepEqual([await second, await other], [good, good]);
  assert.deepEqual(page.sent.slice(3).map((body) => JSON.parse(body)), [{ output: 'a', value: 2 }, { output: 'b', value: 1 }]);
});

test('a request that fails after a newer one was made does not wait', async () => {
  let fail;
  const page = load((n) => (n === 1 ? new Promise((_, refuse) => { fail = refuse; }) : good));
  const first = assert.rejects(page.ask('a', 1), /late/);
  assert.equal(await page.ask('a', 2), good);
  fail(new Error('late'));
  await first;
  assert.equal(page.notice.hidden, true);
});

test('a request that Dash stops is over', async () => {
  const page = load(() => { throw Object.assign(new Error('stopped'), { name: 'AbortError' }); });
  await assert.rejects(page.ask('a', 1), /stopped/);
  assert.equal(page.notice.hidden, true);
});
