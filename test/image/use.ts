// Checks a built image: `use.ts FILE RESULTS`, both of JSON: its description, and where the counts are written. Runs in
// namespaces of mounts and network of its own.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import type { Image } from './build-image.ts'
import { imageChecks } from './check-image.ts'
import { prepareRoot } from './container.ts'
import { runChecks } from './run-checks.ts'

const Description = z.object({
  root: z.string(),
  user: z.string().optional(),
  environment: z.record(z.string(), z.string()),
  workingDirectory: z.string(),
  labels: z.record(z.string(), z.string()),
  volumes: z.array(z.string()),
  ports: z.array(z.string()),
  healthcheck: z.array(z.string()),
  command: z.array(z.string()),
})

const [description = '', results = ''] = process.argv.slice(2)
const { user, ...rest } = Description.parse(JSON.parse(readFileSync(description, 'utf8')))
const image: Image = { ...rest, user }
execFileSync('ip', ['link', 'set', 'lo', 'up'])
prepareRoot(image)
writeFileSync(results, JSON.stringify(await runChecks(imageChecks(image))))
