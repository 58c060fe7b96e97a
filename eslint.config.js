import { defineConfig, globalIgnores } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { vocabularyRule } from './scripts/vocabulary-rule.js';

/**
 * Which folder may import from which: the last column of the table in ARCHITECTURE.md.
 * @param {string} target @param {string[]} allowed folders or files
 */
const wall = (target, allowed) => ({
  target: `./${target}`,
  from: './',
  except: [`./${target}`, './node_modules', ...allowed.map((folder) => `./${folder}`)],
  message: `${target}/ may import only ${allowed.join(', ') || 'its own files'} (see ARCHITECTURE.md, "Modules").`,
});
/** A room of the core, listed lowest first. @param {string} room @param {string} [below] the rooms that it may import */
const core = (room, below = '') => {
  const names = below.split(' ').filter(Boolean);
  return wall(
    `src-core/${room}`,
    names.map((name) => `src-core/${name}`),
  );
};

const MAX_FUNCTION_LINES = 60;
const MAX_CLASS_LINES = 300;
const MAX_CONSTRUCTOR_LINES = 40;

/** Like `max-lines-per-function`, for classes and constructors. @type {import('eslint').Rule.RuleModule} */
const maxClassLines = {
  create: (context) => {
    const check =
      (/** @type {string} */ what, /** @type {number} */ max) =>
      (/** @type {import('eslint').Rule.Node} */ node) => {
        const lines = node.loc ? node.loc.end.line - node.loc.start.line + 1 : 0;
        if (lines > max) context.report({ node, message: `${what} has ${lines} lines, maximum is ${max}.` });
      };
    return {
      ':matches(ClassDeclaration, ClassExpression)': check('Class', MAX_CLASS_LINES),
      "MethodDefinition[kind='constructor']": check('Constructor', MAX_CONSTRUCTOR_LINES),
    };
  },
};

/** The contracts between main process and windows: views as types, commands as zod schemas with their types. */
const CONTRACTS = ['src-preload/ipc'];
/** The one file of the core that windows use. */
const FORMATTING = 'src-core/util/format-time.ts';

const WALLS = [
  core('util'),
  core('locales'),
  core('phone-numbers'),
  core('i18n', 'locales'),
  core('events', 'util'),
  core('network', 'util'),
  core('secrets', 'util'),
  core('settings', 'secrets util'),
  core('calls', 'events phone-numbers'),
  core('history', 'calls phone-numbers util'),
  core('lookup', 'phone-numbers util'),
  core('contacts', 'i18n lookup phone-numbers settings util'),
  core('zoom', 'calls events network settings util'),
  core('service', 'calls events history i18n lookup network phone-numbers settings util zoom'),
  core('output', 'calls i18n locales lookup phone-numbers service settings util zoom'),
  core('crm', 'contacts i18n locales lookup network output phone-numbers secrets settings util zoom'),
  core('doctor', 'calls contacts history i18n lookup network output secrets settings util zoom'),
  wall('src-core', []),
  wall('src-preload', ['src-core/crm/connector-types.ts']),
  wall('src-renderer', [...CONTRACTS, FORMATTING]),
  wall('src-simulator', []),
  wall('src-cli', ['src-core', 'src-simulator']),
  wall('src-main', ['src-core', ...CONTRACTS, 'src-simulator']),
  wall('scripts', []),
];

const NO_ELECTRON = {
  group: ['electron', 'electron/*'],
  message: 'Electron belongs to src-main and src-preload.',
};
const NO_ZOD = {
  regex: '^zod$|/ipc/(?!channels\\.ts$)',
  allowTypeImports: true,
  message: 'Only the main process parses commands: windows import types, so that zod stays out of them.',
};
const NO_IPC_MAIN = {
  name: 'electron/main',
  importNames: ['ipcMain'],
  message: 'Messages pass through src-main/ipc.ts, which checks sender and shape.',
};
const NO_IMPORT = {
  selector: 'ImportDeclaration',
  message: 'The windows import this file: it imports nothing.',
};
const NO_HTML = {
  selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
  message: 'Names and numbers come from outside: text only.',
};

export default defineConfig(
  globalIgnores(['out', 'dist', 'demo-out', 'test-results', 'node_modules']),
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.js'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: {
      'import-x': importX,
      chakushin: { rules: { vocabulary: vocabularyRule, 'max-class-lines': maxClassLines } },
    },
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './tsconfig.web.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Off because both take a quarter of the linter's time and can find nothing here: there are no enums, and the
      // compiler rejects instances of another class because classes have private fields.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'chakushin/vocabulary': 'error',
      'no-empty': 'error',
      'max-lines-per-function': ['error', { max: MAX_FUNCTION_LINES }],
      'chakushin/max-class-lines': 'error',
      // `== null` tests for null or undefined.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: WALLS }],
    },
  },
  {
    files: ['src-core/**', 'src-simulator/**', 'src-cli/**', 'src-renderer/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [NO_ELECTRON] }] },
  },
  {
    files: ['src-renderer/**', 'src-preload/*.ts'],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [NO_ZOD] }] },
  },
  {
    files: [FORMATTING],
    rules: { 'no-restricted-syntax': ['error', NO_IMPORT] },
  },
  {
    files: ['src-main/**'],
    ignores: ['src-main/ipc.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: [NO_IPC_MAIN] }] },
  },
  {
    files: ['src-renderer/**'],
    extends: [reactHooks.configs.flat.recommended],
    rules: { 'no-restricted-syntax': ['error', NO_HTML] },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'src-core/test-support/**', 'e2e/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines-per-function': 'off',
      'chakushin/max-class-lines': 'off',
      // Tests play the simulator's scenarios.
      'import-x/no-restricted-paths': 'off',
    },
  },
);
