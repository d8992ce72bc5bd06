/** Two windows of one browser that show the same story, kept in step. */

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
    else if (data?.kind === 'state' && Number.isInteger(data.state?.at)) on.state(data.state);
  });
  return {
    tell: (state) => channel.postMessage({ kind: 'state', state }),
    ask: () => channel.postMessage({ kind: 'ask' }),
  };
}
