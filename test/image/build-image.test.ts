import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildImage, type BuildOptions } from './build-image.ts'

let folder: string
let options: BuildOptions

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lemnis-build-image-'))
  const [clone, work] = [path.join(folder, 'clone'), path.join(folder, 'work')]
  await mkdir(clone)
  await mkdir(work)
  await writeFile(path.join(clone, '.dockerignore'), '**/left-out\n')
  await writeFile(path.join(clone, 'file'), 'content')
  await writeFile(path.join(clone, 'left-out'), '')
  const bases = { unpack: () => undefined }
  options = { clone, work, bases, mounted: [], variables: {}, report: () => undefined }
})

afterEach(() => rm(folder, { recursive: true }))

test('an image has what its last stage says, and not what earlier ones do', async () => {
  const text = `FROM base AS build
ENV A=1
FROM base
ENV B=2 C=3
WORKDIR /place
LABEL name="two words"
VOLUME /data
EXPOSE 80 81
USER 7:8
HEALTHCHECK --interval=1s CMD ["check"]
ENTRYPOINT ["program"]
CMD ["start"]
`
  const image = await buildImage(text, options)
  expect(image.environment).not.toHaveProperty('A')
  expect(image).toMatchObject({
    environment: { B: '2', C: '3' },
    workingDirectory: '/place',
    labels: { name: 'two words' },
    volumes: ['/data'],
    ports: ['80', '81'],
    user: '7:8',
    healthcheck: ['check'],
    command: ['program', 'start'],
  })
})

test('files of the context are copied but for those that .dockerignore names', async () => {
  const { root } = await buildImage('FROM base\nWORKDIR /here\nCOPY . .\n', options)
  expect(await readFile(path.join(root, 'here/file'), 'utf8')).toBe('content')
  await expect(readFile(path.join(root, 'here/left-out'))).rejects.toThrow('ENOENT')
})

test.each([
  ['ARG a', 'the instruction ARG is not known'],
  ['USER lemnis', 'no pair of numbers'],
  ['COPY --from=other /a /b', 'there is no stage other'],
  ['COPY --chown=7:8 . /a', 'a flag is not known'],
  ['ENV A=$B', 'variables in ENV are not known'],
  ['COPY a b c', 'COPY of several files is not known'],
])('%s fails', async (line, message) => {
  await expect(buildImage(`FROM base\n${line}\n`, options)).rejects.toThrow(message)
})
