import './page.css';
import { boot } from './boot.ts';

// What several chunks use belongs to the script of the page, so that no chunk needs another one.
export { fieldStyles } from './field-styles.ts';
export { waitingHead, waitingStyles } from './waiting-head.ts';
export { problemPanel } from './problem-panel.ts';
export { plainButton } from './plain-button.ts';

// By then, the views that the page contains are defined: each is a module script behind this one.
addEventListener('DOMContentLoaded', () => boot(window));
