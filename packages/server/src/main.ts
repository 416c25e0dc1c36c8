import { runCommand } from './cli/run-command.ts'

/** Commands whose files are the user's own: what is downloaded. A temporary service has a private directory. */
const DOWNLOADING = ['run', 'objects']

const args = process.argv.slice(2)
// The files of all others hold keys and the data of clients: only their user may read them.
if (!DOWNLOADING.includes(args[0] ?? '')) process.umask(0o077)

process.exitCode = await runCommand(args, {
  start: {
    async serve(args) {
      const { serve } = await import('./processes/serve.ts')
      return serve(args)
    },
    async worker(args) {
      const { runWorkerProcess } = await import('./processes/run-worker-process.ts')
      return runWorkerProcess(args)
    },
    async backup(args) {
      const { backUp } = await import('./processes/backup.ts')
      return backUp(args)
    },
    async 'db copy'(args) {
      const { copyDatabase } = await import('./processes/copy-database.ts')
      return copyDatabase(args)
    },
    async 'storage verify'(args) {
      const { verifyStorage } = await import('./processes/verify-storage.ts')
      return verifyStorage(args)
    },
    async 'storage copy'(args) {
      const { copyStorage } = await import('./processes/copy-storage.ts')
      return copyStorage(args)
    },
  },
  async runChecksOffline(options) {
    const { runChecksOffline } = await import('./processes/offline-checks.ts')
    return runChecksOffline(options)
  },
  async startTemporaryService() {
    const { startTemporaryService } = await import('./processes/temporary-service.ts')
    return startTemporaryService(process.env)
  },
  async describeTags() {
    const { describeTags } = await import('./processes/describe-tags.ts')
    return describeTags()
  },
})
