/** The build takes these out of the script and writes them as files of their own. */
declare module '*.css';
