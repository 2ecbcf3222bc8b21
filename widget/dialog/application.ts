/**
 * What the page of an application needs besides the dialog: its state, and the exchange of a token for its view. Only such
 * pages contain this module, which runs before they start.
 *
 * @module
 */
import './state/reduce-application.ts';
import './effects/application-exchange.ts';
