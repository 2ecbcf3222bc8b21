/** The build writes style sheets as separate files. */
declare module '*.css';
