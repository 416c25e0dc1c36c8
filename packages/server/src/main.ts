import { runCommand } from './cli/run-command.ts'
import { serve } from './serve.ts'

process.exitCode = await runCommand(process.argv.slice(2), serve)
