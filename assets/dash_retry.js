/**
 * Figures, tables and words that Dash asks the server for, when no answer comes.
 *
 * Dash writes a failed request into the console alone, and what was shown before, of another
 * element maybe, would stay as if it were the answer. Here the request waits instead, a message
 * says so, and it is sent again when the reader wants it or the connection is back.
 */
(() => {
  const PATH = '_dash-update-component';
  const notice = () => document.getElementById('unanswered');
  /** Requests without an answer, by what they are for: only the newest of each matters. */
  const waiting = new Map();

  const goal = (body) => {
    try {
      return JSON.parse(body).output;
    } catch {
      return body;
    }
  };

  function tell() {
    const place = notice();
    if (!place) return;
    place.hidden = !waiting.size;
    // Only what says something is an alert.
    place.role = waiting.size ? 'alert' : null;
  }

  /** Ask once; a request that the server, or something before it, does not answer waits. */
  async function ask(one) {
    try {
      const answer = await one.send();
      if (answer.status < 500) return one.settle(answer);
      one.give = () => one.settle(answer);
    } catch (error) {
      // Dash itself stops requests whose answer it no longer wants.
      if (error?.name === 'AbortError') return one.refuse(error);
      one.give = () => one.refuse(error);
    }
    if (one.dropped) one.give();
    else waiting.set(one.goal, one);
    return tell();
  }

  function again() {
    const sent = [...waiting.values()];
    waiting.clear();
    tell();
    for (const one of sent) ask(one);
  }

  const newest = new Map();
  const { fetch } = window;
  window.fetch = (address, options, ...rest) => {
    if (options?.method !== 'POST' || !String(address).includes(PATH)) return fetch(address, options, ...rest);
    return new Promise((settle, refuse) => {
      const one = { goal: goal(options.body), settle, refuse, send: () => fetch(address, options, ...rest) };
      const earlier = newest.get(one.goal);
      if (earlier) earlier.dropped = true;
      newest.set(one.goal, one);
      const overtaken = waiting.get(one.goal);
      if (overtaken) {
        waiting.delete(one.goal);
        overtaken.give();
        tell();
      }
      ask(one);
    });
  };

  window.addEventListener('online', again);
  document.addEventListener('click', (event) => {
    if (event.target?.closest?.('#unanswered button')) again();
  });
})();
