import './page.css';
import { boot } from './boot.ts';

// What several chunks use belongs to the script of the page, so that no chunk needs another one.
export { addDialect } from '../dialects/dialect.ts';
export { fieldStyles } from './field-styles.ts';
export { waitingStyles } from './waiting-styles.ts';
export { problemPanel } from './problem-panel.ts';
export { plainButton } from './plain-button.ts';

// By then, what else the page contains is there: its dialect and its views are module scripts behind this one.
addEventListener('DOMContentLoaded', () => boot(window));
