import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { BaseImages } from './base-images.ts'
import { copyContext } from './build-context.ts'
import { parseDockerfile, readExecForm, readPairs, splitFlags, type Instruction } from './parse-dockerfile.ts'
import { bindFiles, mountDevices, startIn, unbindFiles, unmountDevices } from './root-file-system.ts'

/** What a container engine keeps beside the root file system. */
export interface Image {
  readonly root: string
  readonly user: string | undefined
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string
  readonly labels: Readonly<Record<string, string>>
  readonly volumes: readonly string[]
  readonly ports: readonly string[]
  readonly healthcheck: readonly string[]
  readonly command: readonly string[]
}

export interface BuildOptions {
  /** The build context. */
  readonly clone: string
  /** An empty folder, which gets a folder for each stage. */
  readonly work: string
  readonly bases: BaseImages
  /** Files and folders of this machine that steps see where the base image has places for them. */
  readonly mounted: readonly string[]
  /** Variables of this machine for the steps alone, such as where npm finds its settings. */
  readonly variables: Readonly<Record<string, string>>
  /** Takes a line for each step. */
  readonly report: (line: string) => void
}

interface Stage extends Image {
  readonly entrypoint: readonly string[]
  readonly options: BuildOptions
  readonly stages: Map<string, string>
}

type Step = (stage: Stage, text: string) => Stage | Promise<Stage>

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What this Dockerfile uses, and nothing else: any other instruction fails. */
const STEPS: Readonly<Record<string, Step>> = {
  FROM: beginStage,
  LABEL: (stage, text) => ({ ...stage, labels: { ...stage.labels, ...Object.fromEntries(readPairs(text)) } }),
  ENV: (stage, text) => {
    if (text.includes('$')) throw new Error(`variables in ENV are not known here: ${text}`)
    return { ...stage, environment: { ...stage.environment, ...Object.fromEntries(readPairs(text)) } }
  },
  WORKDIR: (stage, text) => {
    mkdirSync(path.join(stage.root, text), { recursive: true })
    return { ...stage, workingDirectory: text }
  },
  COPY: copyFiles,
  RUN: runCommand,
  USER: (stage, text) => {
    if (!/^\d+:\d+$/.test(text)) throw new Error(`USER ${text} is not known here: it is no pair of numbers`)
    return { ...stage, user: text }
  },
  VOLUME: (stage, text) => ({ ...stage, volumes: [...stage.volumes, text] }),
  EXPOSE: (stage, text) => ({ ...stage, ports: [...stage.ports, ...text.split(/\s+/)] }),
  HEALTHCHECK: (stage, text) => {
    const command = splitFlags(text).rest.replace(/^CMD\s+/, '')
    return { ...stage, healthcheck: readExecForm(command) }
  },
  ENTRYPOINT: (stage, text) => ({ ...stage, entrypoint: readExecForm(text) }),
  CMD: (stage, text) => ({ ...stage, command: readExecForm(text) }),
}

/** Carries out the steps of a Dockerfile; returns the image of its last stage. Rejects when a step fails. */
export async function buildImage(text: string, options: BuildOptions): Promise<Image> {
  let stage = emptyStage(options, new Map())
  for (const instruction of parseDockerfile(text)) stage = await carryOut(stage, instruction)
  const { entrypoint, options: _, stages: __, ...image } = stage
  return { ...image, command: [...entrypoint, ...image.command] }
}

async function carryOut(stage: Stage, { name, text }: Instruction): Promise<Stage> {
  const step = STEPS[name]
  if (step === undefined) throw new Error(`the instruction ${name} is not known here`)
  const startedAt = performance.now()
  const next = await step(stage, text)
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
  stage.options.report(`     ${seconds.padStart(5)} s  ${name} ${text.replaceAll(/\s+/g, ' ').slice(0, 90)}`)
  return next
}

function emptyStage(options: BuildOptions, stages: Map<string, string>): Stage {
  return {
    root: '',
    user: undefined,
    environment: { PATH },
    workingDirectory: '/',
    labels: {},
    volumes: [],
    ports: [],
    healthcheck: [],
    entrypoint: [],
    command: [],
    options,
    stages,
  }
}

function beginStage({ options, stages }: Stage, text: string): Stage {
  const [base = '', , name = `stage-${stages.size}`] = text.split(/\s+/)
  const root = path.join(options.work, name)
  mkdirSync(root)
  options.bases.unpack(base, root)
  stages.set(name, root)
  return { ...emptyStage(options, stages), root }
}

function copyFiles(stage: Stage, text: string): Stage {
  const { flags, rest } = splitFlags(text)
  if (Object.keys(flags).some((flag) => flag !== 'from')) throw new Error(`a flag is not known here: ${text}`)
  const [from = '', to = '', ...others] = rest.split(/\s+/)
  if (others.length > 0) throw new Error(`COPY of several files is not known here: ${text}`)
  const target = path.join(stage.root, path.resolve(stage.workingDirectory, to))
  if (flags['from'] === undefined) {
    if (from !== '.') throw new Error(`COPY of a part of the context is not known here: ${text}`)
    copyContext(stage.options.clone, target)
  } else {
    const source = stage.stages.get(flags['from'])
    if (source === undefined) throw new Error(`there is no stage ${flags['from']}`)
    mkdirSync(path.dirname(target), { recursive: true })
    cpSync(path.join(source, from), target, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
    })
    execFileSync('chown', ['-R', '0:0', target])
  }
  return stage
}

async function runCommand(stage: Stage, text: string): Promise<Stage> {
  const { mounted, variables } = stage.options
  const places = mounted.filter((file) => existsSync(path.join(stage.root, file)))
  mountDevices(stage.root)
  bindFiles(stage.root, places)
  try {
    const child = startIn(
      stage.root,
      {
        words: ['/bin/sh', '-c', text],
        environment: { HOME: '/root', ...variables, ...stage.environment },
        workingDirectory: stage.workingDirectory,
        user: stage.user,
      },
      ['ignore', 'inherit', 'inherit'],
    )
    await once(child, 'exit')
    if (child.exitCode !== 0) throw new Error(`RUN ended with ${String(child.exitCode)}: ${text}`)
  } finally {
    unbindFiles(stage.root, places)
    unmountDevices(stage.root)
  }
  return stage
}
