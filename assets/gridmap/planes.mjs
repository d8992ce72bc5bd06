/**
 * The planes container: every binary answer of the server (docs/interfaces.md §2).
 *
 * A little-endian uint32 header length, four zero bytes, a JSON header, then
 * typed arrays, each padded to 8 bytes. Nothing is copied: the planes are views.
 */

const TYPES = {
  u1: Uint8Array, u2: Uint16Array, u4: Uint32Array,
  i1: Int8Array, i2: Int16Array, i4: Int32Array,
  f4: Float32Array, f8: Float64Array,
};

/**
 * @param {ArrayBuffer} buffer the whole answer
 * @returns {{header: object, planes: Object<string, TypedArray>}}
 * @throws {RangeError} when the buffer is not exactly one container
 */
export function unpack(buffer) {
  if (buffer.byteLength < 8) throw new RangeError(`planes: ${buffer.byteLength} bytes are no container`);
  const length = new DataView(buffer).getUint32(0, true);
  if (length % 8 || 8 + length > buffer.byteLength) {
    throw new RangeError(`planes: a header of ${length} bytes does not fit ${buffer.byteLength} bytes`);
  }
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const planes = {};
  let offset = 8 + length;
  for (const { name, dtype, length: count } of header.planes) {
    const Type = TYPES[dtype];
    if (!Type) throw new RangeError(`planes: '${name}' has the unknown type ${dtype}`);
    const end = offset + count * Type.BYTES_PER_ELEMENT;
    if (end > buffer.byteLength) throw new RangeError(`planes: '${name}' ends beyond the data`);
    planes[name] = new Type(buffer, offset, count);
    offset = Math.ceil(end / 8) * 8;
  }
  if (offset !== buffer.byteLength) throw new RangeError('planes: bytes are left over after the last plane');
  return { header, planes };
}
