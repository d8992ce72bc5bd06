/** Keys of keyboards and clickers to what they do in a presentation. */

const COMMANDS = {
  ArrowRight: 'next', ArrowDown: 'next', PageDown: 'next', ' ': 'next', n: 'next',
  ArrowLeft: 'previous', ArrowUp: 'previous', PageUp: 'previous', Backspace: 'previous', p: 'previous',
  Home: 'first', End: 'last',
  // Clickers send a full stop for a black screen.
  b: 'blank', '.': 'blank',
  a: 'auto', c: 'contrast', f: 'full', l: 'share', o: 'save', q: 'qr', r: 'script', s: 'speaker', '?': 'help', h: 'help', Escape: 'escape',
};

/** Keys of clickers, which nothing on a page needs for itself. */
const ALWAYS = new Set(['PageDown', 'PageUp']);

/**
 * Whether what has the focus needs a key itself.
 *
 * @param {{matches: (selector: string) => boolean}|null} target
 * @param {string} key
 */
export function needed(target, key) {
  if (ALWAYS.has(key) || !target?.matches) return false;
  if (target.matches('textarea, select, input:not([type="range"], [type="checkbox"], [type="button"])')) return key !== 'Escape';
  if (target.matches('input[type="range"]')) return key.startsWith('Arrow') || key === 'Home' || key === 'End';
  return target.matches('a[href], button, summary, input') && (key === ' ' || key === 'Enter');
}

/** Reads keys one after the other: digits wait for Enter. */
export function createKeys() {
  let digits = '';
  return {
    /** The number typed so far; empty for none. */
    typed: () => digits,
    /**
     * @param {KeyboardEvent} event
     * @returns {{command: string, number?: number}|null} null for keys of others.
     */
    read({ key, shiftKey, altKey, ctrlKey, metaKey, target }) {
      const before = digits;
      if (altKey || ctrlKey || metaKey) return null;
      if (key === 'Enter' && before) {
        digits = '';
        return { command: 'go', number: Number(before) };
      }
      if (needed(target, key)) return null;
      if (/^\d$/.test(key)) {
        digits = `${before}${key}`.slice(-3);
        return { command: 'typed' };
      }
      digits = '';
      if (key === 'Escape' && before) return { command: 'typed' };
      if (key === ' ' && shiftKey) return { command: 'previous' };
      const command = COMMANDS[key.length === 1 ? key.toLowerCase() : key];
      return command ? { command } : null;
    },
  };
}
