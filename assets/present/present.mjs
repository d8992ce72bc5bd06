/** The entry of the presenting page. */

import { opened } from './opened.mjs';
import { present } from './presenting.mjs';

const stage = globalThis.document?.getElementById('stage');
if (stage) present(stage, opened());
