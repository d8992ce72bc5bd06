/** Bounding boxes on the globe, [west, south, east, north] with east beyond 180 over the antimeridian. */

const turn = (lon) => ((lon % 360) + 360) % 360;

/** A box this wide is the whole world, which then keeps Greenwich in its middle. */
const WORLD = 300;

/**
 * The smallest box around boxes: the widest gap in longitude stays outside.
 *
 * @param {number[][]} boxes
 * @returns {number[]|null} null for none.
 */
export function joinBoxes(boxes) {
  if (!boxes.length) return null;
  let [south, north] = [90, -90];
  const spans = boxes.map(([west, s, east, n]) => {
    south = Math.min(south, s);
    north = Math.max(north, n);
    return [turn(west), turn(west) + Math.min(360, east - west)];
  });
  spans.sort((a, b) => a[0] - b[0]);
  let reach = spans.reduce((most, [, east]) => Math.max(most, east), 0) - 360;
  let gap = -1;
  let start = 0;
  for (const [west, east] of spans) {
    if (west - reach > gap) {
      gap = west - reach;
      start = west;
    }
    reach = Math.max(reach, east);
  }
  const width = 360 - Math.max(0, gap);
  if (width > WORLD) return [-180, south, 180, north];
  const west = start > 180 ? start - 360 : start;
  return [west, south, west + width, north];
}
