/** Builds elements. Text goes in as text nodes only, so nothing shown can become markup. */

/**
 * @param {string} tag
 * @param {object} [attributes] `class`, `data-…`, `aria-…`; `on…` functions become listeners;
 *   null and false are left out.
 * @param {...(Node|string|null)} children
 */
export function h(tag, attributes = {}, ...children) {
  return build(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return build(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

const UNIT = /(?<=\d) (?=(?:%|km²?|m|wt%|[mµn]?g\/(?:kg|L)|[mµ]?S\/c?m)(?![\w/]))|(?<=×) (?=\d)/g;

/** A text in which numbers stay in one line with their unit, for what is shown. */
export const tied = (text) => text.replace(UNIT, '\u00a0');

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false || value === undefined) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  const shown = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  // What is written in a field is its writer's.
  const asIs = element.localName === 'textarea';
  element.append(...shown.map((child) => (typeof child === 'string' && !asIs ? tied(child) : child)));
  return element;
}
