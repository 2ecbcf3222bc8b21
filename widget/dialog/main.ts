import './page.css';
import { boot } from './boot.ts';

// The page's script contains what several chunks use, so that no chunk imports another one.
export { addDialect } from '../dialects/dialect.ts';
export { fieldStyles } from './field-styles.ts';
export { icon, iconStyles } from './icon.ts';
export { waitingStyles } from './waiting-styles.ts';
export { problemPanel } from './problem-panel.ts';
export { plainButton } from './plain-button.ts';
export { localizedText } from '../protocol/localized-text.ts';

// The page's dialect and views are module scripts after this one. They have run before this event.
addEventListener('DOMContentLoaded', () => boot(window));
