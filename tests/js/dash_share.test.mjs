/** What the dialog Share makes of a view: posts that fit, embed code, queries. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const SCRIPT = readFileSync(new URL('../../assets/dash_share.js', import.meta.url), 'utf8');
const window = {};
vm.runInContext(SCRIPT, vm.createContext({ window, URLSearchParams }));
const { askedOf, fitted, frameCode, mailto, pointed, postOf, sizeOf, withFragment } = window.dashWidgets.share;

const LINK = 'https://maps.example.org/map?el=Ni';
const VIEW = { sentence: 'Nickel in soil.', title: 'Nickel', description: 'Of one survey.' };

test('a post is the sentence and the link, or what the reader wrote', () => {
  assert.equal(postOf(VIEW, false, LINK), `Nickel in soil. ${LINK}`);
  assert.equal(postOf(VIEW, true, LINK), `Nickel. Of one survey. ${LINK}`);
});

test('posts stay within 280 characters, cut at a word', () => {
  const sentence = 'word '.repeat(100).trim();
  const post = postOf({ sentence }, false, LINK);
  assert.equal([...post].length <= 280, true);
  assert.match(post, /word… https:/);
  assert.equal(fitted('x'.repeat(400), LINK).length, 280 - LINK.length - 1);
});

test('long links count as networks count them that wrap links', () => {
  const long = `https://maps.example.org/${'x'.repeat(300)}`;
  const post = postOf({ sentence: 'a '.repeat(200) }, false, long);
  assert.ok(post.endsWith(long));
  assert.ok(sizeOf(post, long) <= 280);
  assert.equal(sizeOf(`ab ${LINK}`, LINK), 3 + LINK.length);
  assert.equal(sizeOf('a post without the link', LINK), 23);
});

test('embed code is escaped and loads late', () => {
  const code = frameCode(`${LINK}&s=a"b`, '<b> & "c"', [800, 600]);
  assert.match(code, /src="https:\/\/maps\.example\.org\/map\?el=Ni&amp;s=a&quot;b"/);
  assert.match(code, /title="&lt;b&gt; &amp; &quot;c&quot;"/);
  assert.match(code, /loading="lazy"/);
  assert.match(code, /aspect-ratio:800\/600/);
});

test('an e-mail has title, description and link', () => {
  assert.equal(mailto('A & B', 'x', LINK), `mailto:?subject=A%20%26%20B&body=x%0A%0A${encodeURIComponent(LINK)}%0A`);
});

test('the server is asked for the state of the address, of the release on the page', () => {
  const page = { page: 'map', code: '', release: '0123456789ab' };
  assert.equal(askedOf(page, '?release=ffffffffffff&el=Ni&c=FIN~NOR'), 'page=map&release=0123456789ab&el=Ni&c=FIN~NOR');
  assert.equal(askedOf({ ...page, page: 'element', code: 'Cu' }, ''), 'page=element&code=Cu&release=0123456789ab');
});

test('what only the browser knows of a link is in links and citations', () => {
  const answer = { title: 'Kola', description: 'Nine scenes.', sentence: 'Kola.', links: { live: 'http://h/own', frozen: 'http://h/own?release=a' } };
  const whole = pointed(answer, { fragment: '#s=eyJ0' });
  // Objects of the script's own context are compared by what they hold.
  assert.equal(JSON.stringify(whole.links), '{"live":"http://h/own#s=eyJ0","frozen":"http://h/own?release=a#s=eyJ0"}');
  assert.equal(whole.title, 'Kola');
  assert.equal(withFragment('Kola. http://h/own?release=a (accessed today).', whole.cited), 'Kola. http://h/own?release=a#s=eyJ0 (accessed today).');
  const scene = pointed(answer, { fragment: '#n=3', words: { title: 'Three – Kola', description: '' } });
  assert.deepEqual([scene.title, scene.description, scene.sentence], ['Three – Kola', 'Nine scenes.', 'Three – Kola.']);
  const madeUp = pointed({ ...answer, mark: 'Simulated. ' }, { words: { title: 'Three', description: 'A caption.' } });
  assert.deepEqual([madeUp.title, madeUp.description, madeUp.sentence], ['Three', 'Simulated. A caption.', 'Simulated. Three.']);
  const plain = pointed(answer, {});
  assert.equal(plain.links.live, answer.links.live);
  assert.equal(withFragment('http://h/own?release=a', plain.cited), 'http://h/own?release=a');
});
