/** The entry of the speaker's view. */

import { opened } from './opened.mjs';
import { speak } from './speaking.mjs';

const desk = globalThis.document?.getElementById('speaker');
if (desk) speak(desk, opened());
