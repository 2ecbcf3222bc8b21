import path from 'node:path';
import type { Plugin } from 'vite';
import type { DialogScript } from '../../widget/protocol/dialog-script.ts';

/** The modules of `widget/dialog` that each script leaves out, with the modules that replace them. */
const REPLACED_MODULES: Readonly<Record<DialogScript, Readonly<Record<string, string>>>> = {
  credentials: {
    'state/reduce-sign-in.ts': 'state/no-sign-in.ts',
    'state/sign-in-tasks.ts': 'state/no-sign-in.ts',
    'effects/perform-sign-in-task.ts': 'effects/no-sign-in.ts',
    'sign-in-steps.ts': 'no-steps.ts',
  },
  'sign-in': { 'typed-steps.ts': 'no-steps.ts' },
  all: {},
};

/** Builds the dialog without the views that pages with this script never show. */
export function replaceUnusedSteps(script: DialogScript): Plugin {
  const folder = path.resolve('widget/dialog');
  const replacements = new Map(
    Object.entries(REPLACED_MODULES[script]).map(([file, other]) => [
      path.join(folder, file),
      path.join(folder, other),
    ]),
  );
  const used = new Set<string>();
  return {
    name: 'leave-out-steps',
    enforce: 'pre',
    resolveId(source, importer) {
      if (importer === undefined || !source.startsWith('.')) return undefined;
      const file = path.resolve(path.dirname(importer), source);
      const replacement = replacements.get(file);
      if (replacement !== undefined) used.add(file);
      return replacement;
    },
    buildEnd() {
      for (const file of replacements.keys()) if (!used.has(file)) this.error(`Nothing imports ${file} any more.`);
    },
  };
}
