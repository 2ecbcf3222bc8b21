/**
 * The code that only pages of applications and portals need: their state, the exchange of a token for their view, and the
 * change of the view. It runs after `effects/token-exchange.ts`, which it extends, and before the page starts.
 *
 * @module
 */
import './state/reduce-application.ts';
import './effects/application-exchange.ts';
