import c from './web-test-runner.config.mjs';
export default { ...c, files: c.files, groups: [], browsers: [c.browsers[0]] };
