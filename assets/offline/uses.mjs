/** Which files were used when, and which have to go: least recently used first. */

/**
 * @param {Record<string, [number, number]>} known size in bytes and time of the last use, by address.
 * @param {number} room bytes that all may take together.
 */
export function createUses(known, room) {
  const uses = new Map(Object.entries(known));
  let held = [...uses.values()].reduce((sum, [size]) => sum + size, 0);

  const drop = (address) => {
    held -= uses.get(address)?.[0] ?? 0;
    uses.delete(address);
  };

  return {
    held: () => held,
    /** A file that is kept was read. */
    read(address, now) {
      const found = uses.get(address);
      if (found) found[1] = now;
    },
    /** A file was put; the addresses of those that have to go for it. */
    put(address, size, now) {
      drop(address);
      uses.set(address, [size, now]);
      held += size;
      const gone = [];
      for (const [oldest] of [...uses].sort(([, a], [, b]) => a[1] - b[1])) {
        if (held <= room) break;
        drop(oldest);
        gone.push(oldest);
      }
      return gone;
    },
    drop,
    told: () => Object.fromEntries(uses),
  };
}
