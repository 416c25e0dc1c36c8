import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The receiver is imported from its source, so that a fresh clone needs no build.
  ssr: { resolve: { conditions: ['lemnis-source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    execArgv: ['--conditions=lemnis-source'],
    reporters: ['default', './tooling/summary-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
