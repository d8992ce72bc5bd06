/** The view model of elements together: that of one analyte, with what was made of several in its place. */

import { numbersOf } from './elements-state.mjs';
import { DEFAULT_RAMP, mix } from './ramps.mjs';
import { pack } from './rgba.mjs';
import { makeShown, paintRows } from './shown.mjs';
import { STATE, STATES } from './states.mjs';

/**
 * @param {object} options
 * @param {object} options.view
 * @param {object} options.catalogue of `config.mjs`.
 * @param {object} options.content of `loadTogether`.
 */
export function makeTogether({ view, catalogue, content }) {
  const { rows, header, rgb } = content;
  if (view.together === 'element') {
    const shown = makeShown({ view: { ...view, statistic: 'median' }, catalogue, rows, header });
    return { ...shown, view, rgb: null, header, chosen: chosenRows(rows, view) };
  }
  const breaks = header.breaks ?? {};
  const classes = schemeOf(view, breaks);
  const record = { id: header.analyte, name: header.name, unit: header.unit ?? '', breaks, percentiles: header.percentiles, limit: null };
  const shown = makeShown({
    view: { ...view, statistic: 'median', classes },
    catalogue: { ...catalogue, analyte: () => record },
    rows,
    header,
  });
  const colours = classes === 'symmetric' && view.ramp === DEFAULT_RAMP ? divergingColours(shown.colours.length) : shown.colours;
  return { ...shown, view, colours, statistic: null, title: header.title ?? header.name, rgb, header, chosen: chosenRows(rows, view) };
}

/** The scheme of the classes: the reader's, but numbers on both sides of nought are parted there unless another is asked for. */
function schemeOf({ classes }, breaks) {
  if (classes === 'percentile' && breaks.symmetric) return 'symmetric';
  return classes === 'own' || Object.hasOwn(breaks, classes) ? classes : Object.keys(breaks)[0] ?? 'percentile';
}

/** Two hues that the common colour blindnesses tell apart, and between them what is neither. */
const [LOW, MIDDLE, HIGH] = [[28, 84, 150], [238, 234, 222], [178, 78, 8]];

/** Colours of classes on both sides of nought, lowest first. */
export function divergingColours(count) {
  return Array.from({ length: count }, (_, k) => {
    const at = count === 1 ? 0 : (2 * k) / (count - 1) - 1;
    return mix(MIDDLE, at < 0 ? LOW : HIGH, Math.abs(at));
  });
}

/** 1 for each row that is a chosen cell; null where none is chosen. */
function chosenRows(rows, { cells }) {
  const numbers = new Set(numbersOf(cells, rows.units));
  if (!numbers.size) return null;
  return Uint8Array.from(rows.cell, (cell) => (numbers.has(cell) ? 1 : 0));
}

/** Colour and mark of each row; of a composite the mixture of its three elements. */
export function paintTogether(shown, palette) {
  const painted = paintRows(shown, palette);
  const { rgb, rows, muted } = shown;
  if (!rgb) return painted;
  const quiet = pack(...palette.muted);
  for (let i = 0; i < rows.length; i++) {
    if (rows.state[i] !== STATE.measured) continue;
    painted.colours[i] = muted.has(STATES[STATE.measured]) ? quiet : pack(rgb.red[i], rgb.green[i], rgb.blue[i]);
  }
  return painted;
}
