// Checks the types of each TypeScript project, as `tsc -p` does, and runs ESLint over everything. Prints what it finds.
// Writes the numbers of passed and failed checks and the failures as JSON into the file given as its second argument.
// The first argument is a folder for caches.
//
// Both in one process: ESLint's rules use the programs whose types were checked, so no file is parsed or checked twice.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { ESLint } from 'eslint';
import ts from 'typescript';

const PROJECTS = {
  'types of the server': 'tsconfig.server.json',
  'types of the widget': 'tsconfig.widget.json',
  'types of the end-to-end tests': 'e2e/tsconfig.json',
};

const [cache, countsFile] = process.argv.slice(2);

const formatHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => '\n',
};

/** Checks the types of a project. Keeps what it found in the cache. */
function checkTypes(project) {
  const options = {
    incremental: true,
    tsBuildInfoFile: path.resolve(cache, `${project.replaceAll('/', '-')}.tsbuildinfo`),
  };
  const onUnRecoverableConfigFileDiagnostic = (diagnostic) => {
    throw new Error(ts.formatDiagnostic(diagnostic, formatHost));
  };
  const parsed = ts.getParsedCommandLineOfConfigFile(project, options, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic,
  });
  const builder = ts.createIncrementalProgram({
    rootNames: parsed.fileNames,
    options: parsed.options,
    projectReferences: parsed.projectReferences,
    configFileParsingDiagnostics: ts.getConfigFileParsingDiagnostics(parsed),
  });
  const diagnostics = [
    ...builder.getConfigFileParsingDiagnostics(),
    ...builder.getOptionsDiagnostics(),
    ...builder.getSyntacticDiagnostics(),
    ...builder.getGlobalDiagnostics(),
    ...builder.getSemanticDiagnostics(),
    // Writes the cache only, because the projects have `noEmit`.
    ...builder.emit().diagnostics,
  ];
  console.log(ts.formatDiagnostics(ts.sortAndDeduplicateDiagnostics(diagnostics), formatHost));
  return { program: builder.getProgram(), ok: diagnostics.length === 0 };
}

/** Runs ESLint. Its rules take types from the first program that has a file, as they would with the projects. */
async function lint(programs) {
  const eslint = new ESLint({
    cache: true,
    cacheStrategy: 'content',
    cacheLocation: path.join(cache, 'eslint'),
    overrideConfig: {
      files: ['**/*.{ts,tsx,mts,cts}'],
      // ESLint writes its configuration into its cache.
      languageOptions: { parserOptions: { programs: Object.assign([...programs], { toJSON: () => 'programs' }) } },
    },
  });
  const results = await eslint.lintFiles('.');
  const formatter = await eslint.loadFormatter();
  console.log(await formatter.format(results));
  return results.length > 0 && results.every(({ errorCount, warningCount }) => errorCount + warningCount === 0);
}

const failures = [];
const programs = Object.entries(PROJECTS).map(([name, project]) => {
  const { program, ok } = checkTypes(project);
  if (!ok) failures.push(name);
  return program;
});
if (!(await lint(programs))) failures.push('lint');

const counts = {
  passed: Object.keys(PROJECTS).length + 1 - failures.length,
  failed: failures.length,
  failures,
};
if (countsFile) writeFileSync(countsFile, JSON.stringify(counts));
process.exitCode = failures.length > 0 ? 1 : 0;
