import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Checkout, Outcome } from '../outcome.ts'
import { namesIn, type Samples } from '../samples.ts'
import { adapt } from '../adapt.ts'
import type { Stage } from '../stage.ts'
import { runSteps } from '../steps.ts'

const STEPS = fileURLToPath(new URL('demos.py', import.meta.url))

interface Setting {
  readonly interpreter: string
  readonly samples: Samples
  readonly bucket: string
}

/** Each demo of the SDK, step by step; of a directory of demos those that lie at its top. */
export async function* runPythonDemos(
  stage: Stage,
  { directory, only }: Checkout,
  { interpreter, samples, bucket }: Setting,
): AsyncGenerator<Outcome, void> {
  const demos = path.join(directory, 'demo')
  if (!existsSync(demos)) throw new Error(`${directory} is no checkout of cos-python-sdk-v5`)
  const copies = path.join(stage.scratch, 'python-demo')
  await mkdir(copies)
  const { secretId, secretKey } = stage.service
  const env = {
    ...{ SECRETID: secretId, SECRETKEY: secretKey, COS_SECRET_ID: secretId, COS_SECRET_KEY: secretKey },
    PYTHONDONTWRITEBYTECODE: '1',
  }
  for (const file of (await readdir(demos)).filter((name) => name.endsWith('.py')).toSorted()) {
    if (only.length > 0 && !only.includes(file)) continue
    const source = adapt(await readFile(path.join(demos, file), 'utf8'), { bucket, secretId, secretKey })
    const copy = path.join(copies, file)
    await writeFile(copy, source)
    // A demo may delete or replace what the one before left.
    await samples.putAll(bucket, namesIn(source))
    await samples.writeAll(copies, namesIn(source))
    yield* runSteps(stage, {
      ...{ group: 'python demo', name: [file], command: interpreter, args: [STEPS, directory, copy], env },
    })
  }
}
