/** What a saved file holds besides its words: one container, deflated, as base64. */

import { unpack } from '../gridmap/planes.mjs';

/** The bytes of a base64 text (RFC 4648 §4). */
const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

/** Inflate bytes of the zlib format (RFC 1950). */
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Response(stream).arrayBuffer();
}

/**
 * The files of a pack, by their names.
 *
 * @param {string} text base64 of a deflated container of planes (docs/offline.md).
 * @returns {Promise<{header: object, bytes: (name: string) => Uint8Array|null, text: (name: string) => string}>}
 */
export async function openPack(text) {
  const { header, planes } = unpack(await inflated(bytesOf(text)));
  const bytes = (name) => (Object.hasOwn(planes, name) ? planes[name] : null);
  return { header, bytes, text: (name) => new TextDecoder().decode(bytes(name) ?? new Uint8Array()) };
}

/**
 * A `fetch` that knows the files of a pack and nothing else.
 *
 * @param {(name: string) => Uint8Array|null} bytes by address, as the map asks for it.
 */
export function fetchFrom(bytes) {
  return async (address) => {
    const found = bytes(String(address));
    // As without a network: the map says what it could not get, and keeps what it has.
    if (!found) throw new TypeError(`not in this file: ${address}`);
    return new Response(found);
  };
}
