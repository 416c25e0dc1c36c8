import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import type { MachineNpm } from './machine-npm.ts'

/** As Debian's slim images: without what a container has no reader for. */
const LEFT_OUT = ['doc', 'info', 'locale', 'lintian', 'linda', 'man'] as const

/** A release of today has all programs below /usr; without these, a package with all of Perl would move them there. */
const MERGED = ['--include=usr-is-merged', '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr']

export interface BaseImages {
  /** Unpacks a base image into an empty folder. Throws for one that is not known. */
  unpack(name: string, into: string): void
}

/** Makes the base images that the Dockerfile names, from Debian's packages and the npm packages of the clone. */
export function openBaseImages(clone: string, npm: MachineNpm): BaseImages {
  const archive = path.join(clone, 'node_modules/.cache/image/bookworm.tar')
  if (!existsSync(archive)) makeDebian(archive)
  const debian = (into: string): void => {
    execFileSync('tar', ['-C', into, '-xf', archive])
  }
  const images: Readonly<Record<string, (into: string) => void>> = {
    'debian:bookworm-slim': debian,
    'node:24-bookworm-slim': (into) => {
      debian(into)
      addNode(npm.directory, into)
      makePlaces(into, npm)
    },
  }
  return {
    unpack(name, into) {
      const make = images[name]
      if (make === undefined) throw new Error(`the base image ${name} is not known`)
      make(into)
    },
  }
}

function makeDebian(archive: string): void {
  mkdirSync(path.dirname(archive), { recursive: true })
  const unfinished = `${archive}.${process.pid}.tar`
  const without = LEFT_OUT.map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`)
  const licences = '--dpkgopt=path-include=/usr/share/doc/*/copyright'
  // It is thrown away when this breaks off.
  const fast = '--dpkgopt=force-unsafe-io'
  const options = ['--quiet', '--mode=root', '--variant=minbase', ...MERGED, ...without, licences, fast]
  try {
    // The mirrors are those of this machine.
    execFileSync('mmdebstrap', [...options, 'bookworm', unfinished, ...sources()], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    renameSync(unfinished, archive)
  } finally {
    rmSync(unfinished, { force: true })
  }
}

/** Returns the files with this machine's mirrors of Debian's release. */
function sources(): readonly string[] {
  const files = ['/etc/apt/sources.list', ...globSync('/etc/apt/sources.list.d/*.{list,sources}')]
  const text = (file: string): string => readFileSync(file, 'utf8')
  const found = files.filter(
    (file) => existsSync(file) && /^[^#]*\sbookworm\s/m.test(text(file)) && /\smain\s/.test(text(file)),
  )
  if (found.length === 0) throw new Error('apt of this machine has no mirror of Debian bookworm')
  return found
}

/** The program that runs this, and npm of this machine. */
function addNode(npm: string, into: string): void {
  const local = path.join(into, 'usr/local')
  cpSync(process.execPath, path.join(local, 'bin/node'))
  cpSync(npm, path.join(local, 'lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true })
  for (const name of ['npm', 'npx'])
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, path.join(local, 'bin', name))
}

/** Makes the places where files of this machine are shown to the steps. */
function makePlaces(into: string, { files, cache }: MachineNpm): void {
  mkdirSync(path.join(into, cache), { recursive: true })
  for (const file of files) {
    const place = path.join(into, file)
    mkdirSync(path.dirname(place), { recursive: true })
    if (!existsSync(place)) writeFileSync(place, '')
  }
}
