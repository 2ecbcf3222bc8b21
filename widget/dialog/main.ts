import './page.css';
import { boot } from './boot.ts';

boot(window);
