/** Two windows of one browser that show the same story, kept in step. */

const isState = (data) => data?.kind === 'state' && Number.isInteger(data.state?.at);

/**
 * @param {string} name of the story.
 * @param {object} on
 * @param {(state: {at: number, blank: boolean, auto: boolean}) => void} on.state of the other window.
 * @param {() => object} on.ask the other window has just opened; what to tell it.
 * @returns {{tell: (state: object) => void, ask: () => void}}
 */
export function createChannel(name, on) {
  if (!globalThis.BroadcastChannel) return { tell() {}, ask() {} };
  const channel = new BroadcastChannel(`present:${name}`);
  channel.addEventListener('message', ({ data }) => {
    if (data?.kind === 'ask') channel.postMessage({ kind: 'state', state: on.ask() });
    else if (isState(data)) on.state(data.state);
  });
  return {
    tell: (state) => channel.postMessage({ kind: 'state', state }),
    ask: () => channel.postMessage({ kind: 'ask' }),
  };
}

/**
 * The same for a saved file and the window that it has opened: files from disk have no channel in
 * common in every browser, but a window knows the one that opened it.
 *
 * @param {string} name of the story.
 * @param {object} on as above.
 * @param {Window} [window]
 */
export function createWindowChannel(name, on, window = globalThis) {
  let peer = window.opener;
  // A file has no origin to name; a scene's number is no secret.
  const send = (message) => peer?.postMessage({ story: name, ...message }, '*');
  window.addEventListener('message', ({ data, source }) => {
    if (data?.story !== name || !source) return;
    // The window that was opened speaks first, and again after the other has been loaded anew.
    peer = source;
    if (data.kind === 'ask') send({ kind: 'state', state: on.ask() });
    else if (isState(data)) on.state(data.state);
  });
  return {
    tell: (state) => send({ kind: 'state', state }),
    ask: () => send({ kind: 'ask' }),
  };
}
