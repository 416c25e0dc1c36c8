import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript'
import importX from 'eslint-plugin-import-x'
import tseslint from 'typescript-eslint'
import { moduleZones } from './tooling/modules.js'

export default tseslint.config(
  { ignores: ['**/node_modules/**', '**/dist/**', 'build/**', 'data/**', 'demo-output/**'] },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ alwaysTryTypes: true })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: moduleZones }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      // `as const` is written without an assertion's risk; every other assertion hides a mistake from the compiler.
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `using _lock = …` is held for its disposal alone.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      // The clock and the seeded are injected, so that a test can hold time still.
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take a Clock as an argument: tests move it.' },
        { object: 'Math', property: 'random', message: 'Take Ids or a random source as an argument.' },
      ],
    },
  },
  {
    files: ['packages/server/src/base/**', 'bench/**', 'demo/**', 'test/**', '**/*.test.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    // Its answers are typed by the schemas of the service, which checks them, and both are of one release.
    files: ['packages/console/src/**'],
    rules: { '@typescript-eslint/no-unsafe-return': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    // The SDK types what it answers as `any`; the tests say what they expect in it.
    files: ['test/e2e/sdk/node-sdk.test.ts', 'demo/**'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    // The runner takes its configuration and its reporter as default exports.
    files: ['vitest.config.ts', 'tooling/summary-reporter.ts', 'packages/console/vite.config.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
)
