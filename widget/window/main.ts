import './window.css';
import { closeSoon } from './close-soon.ts';
import { takeCode } from './code-form.ts';

const main = document.querySelector('main');
if (main?.dataset['kind'] === 'connected') closeSoon(window);
if (main) takeCode(main, (address) => location.replace(address));
