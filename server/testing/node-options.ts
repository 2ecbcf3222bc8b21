/** For child processes: so that a run on what was built starts what was built. */
export const NODE_OPTIONS = process.execArgv.filter(
  (argument, index, all) => argument.startsWith('--import') || all[index - 1] === '--import',
);
