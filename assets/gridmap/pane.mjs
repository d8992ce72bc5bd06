/** A pane's elements and colours, and its picture as one canvas. */

import { layOut, overlayScene, paintScene, strokeScene } from './scene.mjs';

/** Colours of a map; those used in the pixels must be opaque (`space` may be transparent). */
export const THEME = Object.freeze({
  space: 'transparent', // beyond the world
  sea: '#dfe9ee',
  land: '#f3f1ea', // outside the survey
  fade: '#eceff0', // what steps back is mixed into this
  coast: '#4a5860',
  border: 'rgba(90, 96, 102, 0.55)',
  graticule: 'rgba(80, 110, 130, 0.4)',
  outline: '#9fb0ba',
  label: '#2b3034',
  labelHalo: 'rgba(255, 255, 255, 0.8)',
  selection: '#111111',
  focus: '#0b57d0',
  hover: '#333333',
  halo: 'rgba(255, 255, 255, 0.85)',
  rim: '#40474c', // around samples and territories
});
/** Those of them that go into the pixels. */
export const WORDS = ['space', 'sea', 'land', 'fade', 'coast', 'rim'];

/** Device pixels at most: a larger canvas is drawn coarser, so that moving stays quick. */
const MOST_PIXELS = 5e6;

/** A new canvas with the whole picture of a scene. */
export function compose(scene) {
  const { camera, geometry } = scene;
  const [canvas, layer] = [0, 1].map(() => Object.assign(document.createElement('canvas'), { width: camera.width, height: camera.height }));
  const context = canvas.getContext('2d'), image = new ImageData(camera.width, camera.height);
  const laid = layOut(scene);
  paintScene(scene, laid, new Uint32Array(image.data.buffer), null);
  geometry.release(laid.raster);
  context.putImageData(image, 0, 0);
  for (const draw of [strokeScene, overlayScene]) {
    draw(layer.getContext('2d'), scene);
    context.drawImage(layer, 0, 0);
  }
  return canvas;
}

/** Size of an element in CSS pixels, and the device pixels drawn for each. */
export function sizeOf(element) {
  const width = element.clientWidth, height = element.clientHeight;
  const most = Math.sqrt(MOST_PIXELS / Math.max(1, width * height));
  return { width, height, ratio: Math.min(devicePixelRatio || 1, most) };
}

/** Whether there is anything to draw on: a hidden or folded element has no width or no height. */
export const isLaidOut = ({ width, height }) => width > 1 && height > 1;

/** The focusable element that holds the canvases. */
export function createSurface(label, describedBy, t) {
  const surface = document.createElement('div');
  surface.className = 'gridmap-surface';
  surface.tabIndex = 0;
  // A map walked with the arrow keys needs them for itself.
  surface.setAttribute('role', 'application');
  surface.setAttribute('aria-roledescription', t('map'));
  surface.setAttribute('aria-label', label);
  if (describedBy) surface.setAttribute('aria-describedby', describedBy);
  surface.setAttribute('aria-keyshortcuts', 'ArrowUp ArrowDown ArrowLeft ArrowRight Enter + - Home Escape');
  Object.assign(surface.style, { position: 'absolute', inset: '0', overflow: 'hidden' });
  return surface;
}

/** A canvas that covers the surface. */
export function createLayer(surface, name) {
  const canvas = document.createElement('canvas');
  canvas.className = `gridmap-canvas gridmap-${name}`;
  canvas.setAttribute('aria-hidden', 'true');
  Object.assign(canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%' });
  surface.append(canvas);
  return canvas;
}
