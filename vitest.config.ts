import { defineConfig } from 'vitest/config'

// The receiver is imported from its source, so that a fresh clone needs no build.
const resolve = { conditions: ['lemnis-source'] }

const tests = {
  execArgv: ['--conditions=lemnis-source'],
  testTimeout: 20_000,
  hookTimeout: 20_000,
}

/** What stores rows: the same tests on each database. */
const STORING = [
  'activity',
  'audit',
  'buckets',
  'callbacks',
  'db',
  'doctor',
  'engine',
  'http/routes',
  'jobs',
  'keys',
  'queues',
  'templates',
  'worker',
  'workers',
].map((module) => `packages/server/src/${module}/**/*.test.ts`)

const POSTGRES = './tooling/postgres-for-tests.ts'
const S3 = './tooling/s3-for-tests.ts'

/** What is about PostgreSQL alone, in folders of what is tested on both. */
const OF_POSTGRES = [
  'packages/server/src/callbacks/operator/read-callbacks.test.ts',
  'packages/server/src/db/postgres/**',
  'test/e2e/carry-over.test.ts',
]

/** What is the same on every database and storage: connections, the reading of requests, media work, the command line. */
const SAME_ON_ALL = [
  'answer-log',
  'bad-input',
  'broker-restart',
  'callback-destinations',
  'cli',
  'cli-jobs',
  'console/compare',
  'console/live',
  'console/pages',
  'fuzz-seeds',
  'header-names',
  'known-parameters',
  'listen',
  'listener',
  'readers',
  'request-metrics',
  'run',
  'signature-coverage',
  'tags/tags',
].map((name) => `test/e2e/${name}.test.ts`)

/** The official SDK against a service on either database and either storage; two of the four are in the others. */
const SDK = 'test/e2e/sdk/node-sdk.test.ts'

export default defineConfig({
  test: {
    reporters: ['default', './tooling/summary-reporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        ssr: { resolve },
        test: {
          ...tests,
          name: 'sqlite',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'tooling/**/*.test.ts'],
          exclude: OF_POSTGRES,
        },
      },
      {
        ssr: { resolve },
        test: {
          ...tests,
          name: 'postgres',
          include: STORING,
          exclude: ['packages/server/src/db/sqlite/**'],
          env: { LEMNIS_TEST_DATABASE: 'postgres' },
          globalSetup: POSTGRES,
        },
      },
      {
        ssr: { resolve },
        test: {
          ...tests,
          name: 'postgres-s3',
          include: ['test/e2e/**/*.test.ts'],
          exclude: SAME_ON_ALL,
          env: { LEMNIS_TEST_DATABASE: 'postgres', LEMNIS_TEST_STORAGE: 's3' },
          globalSetup: [POSTGRES, S3],
        },
      },
      {
        ssr: { resolve },
        test: {
          ...tests,
          name: 'sqlite-s3',
          include: [SDK],
          env: { LEMNIS_TEST_STORAGE: 's3' },
          globalSetup: S3,
        },
      },
      {
        ssr: { resolve },
        test: {
          ...tests,
          name: 'postgres-directory',
          include: [SDK],
          env: { LEMNIS_TEST_DATABASE: 'postgres' },
          globalSetup: POSTGRES,
        },
      },
    ],
  },
})
