import './window.css';
import { closeAfterDelay } from './close-after-delay.ts';
import { setUpCodeForm } from './code-form.ts';

const main = document.querySelector('main');
if (main?.dataset['kind'] === 'connected') closeAfterDelay(window);
if (main) setUpCodeForm(main, (address) => location.replace(address));
