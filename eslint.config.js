import { defineConfig } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import lit from 'eslint-plugin-lit';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

const FOREIGN_TO_BROWSERS = ['zod', 'jose', 'kysely', 'better-sqlite3', 'hono', 'pino', 'undici', 'node:*'];

const TOP = ['app.ts', 'main.ts', 'cli.ts', 'cli', 'api'];
const USE_CASES = ['sign-in', 'connections', 'installations'];
const ADAPTERS = ['store/kysely*', 'store/sqlite*', 'store/migrations'];

/**
 * The imports that each folder must not have. Layers, from top to bottom: cli -> main -> app -> dialects -> { pages,
 * api } -> http -> { sign-in, connections, installations } -> webhooks -> { connectors, auth, store ports } -> { errors, widget/protocol }.
 */
const FORBIDDEN_IMPORTS = {
  'widget/protocol': ['element', 'dialog', 'window', 'dialects', 'locales', 'server'],
  // Exception: the tag needs the query parameter that an embed system's pages take their token in.
  'widget/element': ['dialog', 'window', 'dialects', '!dialects/url-token-parameter.ts', 'locales', 'server'],
  'widget/dialog': ['element', 'window', 'server'],
  'widget/window': ['element', 'dialog', 'dialects', 'locales', 'server'],
  'widget/dialects': ['element', 'dialog', 'window', 'server'],
  'widget/locales': ['element', 'dialog', 'window', 'dialects', 'server'],
  'server/egress': [
    ...TOP,
    'pages',
    'http',
    ...USE_CASES,
    'webhooks',
    'dialects',
    'store',
    'config',
    'connectors',
    'auth',
  ],
  'server/log': [
    ...TOP,
    'pages',
    'http',
    ...USE_CASES,
    'webhooks',
    'dialects',
    'store',
    'config',
    'connectors',
    'auth',
  ],
  'server/sandbox': [...TOP, 'pages', 'http', ...USE_CASES, 'webhooks', 'dialects', 'store', 'config', 'auth'],
  'server/config': [...TOP, 'pages', 'http', ...USE_CASES, 'webhooks', 'store'],
  'server/auth': [...TOP, 'pages', 'http', ...USE_CASES, 'webhooks', 'dialects', ...ADAPTERS],
  'server/connectors': [...TOP, 'pages', 'http', ...USE_CASES, 'webhooks', 'dialects', 'store', 'config'],
  'server/store': [...TOP, 'pages', 'http', ...USE_CASES, 'webhooks', 'dialects', 'connectors'],
  'server/webhooks': [...TOP, 'pages', 'http', ...USE_CASES, 'dialects', 'connectors', ...ADAPTERS],
  'server/sign-in': [...TOP, 'pages', 'http', 'dialects', ...ADAPTERS],
  'server/connections': [...TOP, 'pages', 'http', 'dialects', ...ADAPTERS],
  'server/installations': [...TOP, 'pages', 'http', 'dialects', ...ADAPTERS],
  'server/http': [...TOP, 'pages', 'dialects', ...ADAPTERS],
  'server/pages': [...TOP, 'dialects', ...ADAPTERS],
  // Some embed systems have routes for back ends, too.
  'server/dialects': [...TOP, '!api', ...ADAPTERS],
  'server/api': [...TOP, '!api', 'pages', 'dialects', ...ADAPTERS],
};

/** Returns the glob of a folder or file at any depth. A leading `!` makes it an exception. */
const globOf = (place) => {
  if (place.startsWith('!')) return `!${globOf(place.slice(1))}`;
  return place.includes('.') || place.includes('*') ? `**/${place}` : `**/${place}/**`;
};

const ONLY_WAY_OUT = 'Only egress.ts may access the network.';

const UNSAFE_TEMPLATES = [
  { selector: 'MemberExpression[property.name=/^(inner|outer)HTML$/]', message: 'Never insert text as HTML.' },
  {
    selector: "CallExpression[callee.property.name='insertAdjacentHTML']",
    message: 'Never insert text as HTML.',
  },
  {
    selector: 'TaggedTemplateExpression[tag.name=/^(html|svg)$/] TemplateElement[value.raw=/[\\s"\']style=/]',
    message: 'The policy of our pages forbids style attributes. Use classes or style.setProperty.',
  },
];

/** `npm test` runs many files in one page: see scripts/web-tests.mjs. */
const HOOK_OF_OTHER_FILES = {
  selector: 'Program > ExpressionStatement > CallExpression[callee.name=/^(before|after)(Each)?$/]',
  message: 'This hook would run for the tests of other files too. Put it into a `describe`.',
};

const UNSAFE_DIRECTIVES = ['unsafe-html', 'unsafe-svg', 'static', 'style-map'].flatMap((name) => [
  { name: `lit/directives/${name}.js`, message: 'Never insert text as HTML or as a style attribute.' },
  { name: `lit/${name}-html.js`, message: 'Never insert text as HTML.' },
]);

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', 'test-results/', 'data/'] },
  tseslint.configs.strictTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.server.json', 'tsconfig.widget.json', 'e2e/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    rules: {
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...Object.entries(FORBIDDEN_IMPORTS).map(([folder, places]) => ({
    files: [`${folder}/**/*.ts`],
    ignores: ['**/*.test.ts', '**/*.contract.ts', '**/testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...UNSAFE_DIRECTIVES,
            ...(folder.startsWith('widget/')
              ? FOREIGN_TO_BROWSERS.map((name) => ({ name, message: 'This would end up in a browser.' }))
              : []),
            ...(folder.startsWith('server/')
              ? [{ name: 'hono/html', importNames: ['raw'], message: 'Never insert text as HTML.' }]
              : []),
            ...(folder.startsWith('server/') && folder !== 'server/egress'
              ? [{ name: 'undici', message: ONLY_WAY_OUT }]
              : []),
          ],
          patterns: [
            { group: places.map(globOf), message: 'The direction of imports: see eslint.config.js.' },
            ...(folder.startsWith('server/')
              ? [{ regex: 'widget/(?!protocol/)', message: 'Of the widget, the server knows the protocol only.' }]
              : []),
          ],
        },
      ],
    },
  })),
  {
    files: ['server/**/*.ts'],
    ignores: ['**/*.test.ts', '**/testing/**'],
    rules: { 'no-restricted-globals': ['error', { name: 'fetch', message: ONLY_WAY_OUT }] },
  },
  {
    files: ['server/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.contract.ts', '**/testing/**', 'server/webhooks/record-event.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "MemberExpression[property.name='add']:matches([object.name=/^(activity|outbox)$/], [object.property.name=/^(activity|outbox)$/])",
          message: 'What happens is recorded by recordEvent only.',
        },
      ],
    },
  },
  {
    // Methods of auth types are async even without an await, so that their errors become rejections.
    files: ['server/connectors/auth-types/**/*.ts'],
    rules: { '@typescript-eslint/require-await': 'off' },
  },
  {
    files: ['widget/**/*.ts'],
    extends: [lit.configs['flat/recommended'], wc.configs['flat/recommended']],
    rules: {
      'no-restricted-syntax': ['error', ...UNSAFE_TEMPLATES, HOOK_OF_OTHER_FILES],
      'wc/guard-super-call': 'off',
    },
  },
  {
    // A reducer handles the events of its area and ignores all others.
    files: ['widget/dialog/{state,effects}/*.ts'],
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // The tag and the dialog report mistakes of the host page's developer in the console.
    files: [
      'widget/element/**/*.ts',
      'widget/dialog/{host-presentation,host-appearance,dialog-page}.ts',
      'widget/dialog/{presentation,dialog-page}.test.ts',
    ],
    rules: { 'no-console': ['error', { allow: ['error', 'warn'] }] },
  },
  {
    files: ['**/*.test.ts', '**/*.contract.ts', 'e2e/**/*.ts'],
    rules: {
      // The test runner awaits the promises of `test` and `describe`.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] },
          ],
        },
      ],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', 'vite.config.ts', 'playwright.config.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: [
      'server/cli.ts',
      'server/cli/**',
      'server/connectors/catalogue/*.ts',
      'scripts/**',
      'e2e/demo/**',
      'e2e/bench/**',
    ],
    rules: { 'no-console': 'off', 'import-x/no-default-export': 'off' },
  },
);
