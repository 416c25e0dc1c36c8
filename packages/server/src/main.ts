import { runCommand } from './cli/run-command.ts'

// The files of this process hold keys and the data of clients: only its user may read them.
process.umask(0o077)

process.exitCode = await runCommand(process.argv.slice(2), {
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
})
